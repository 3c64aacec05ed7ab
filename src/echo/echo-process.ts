import { type EchoEntry, EchoReplicas, maxEchoServices } from './echo-replicas.ts';

/** A request over the channel of the process that started this one; the answer has the same `id`. */
interface EchoRequest {
  readonly id: number;
  readonly services: readonly string[];
  readonly previous: readonly EchoEntry[];
}

/** The life of an echo process: keeps replicas for the Services its starter names, ends with it. */
function runEcho(): void {
  const replicas = new EchoReplicas();
  let last: Promise<void> = Promise.resolve();
  const take = async ({ id, services, previous }: EchoRequest): Promise<void> => {
    if (services.length > maxEchoServices) {
      process.stderr.write(
        `echo: ${services.length} Services asked for, only the first ${maxEchoServices} get an echo backend\n`,
      );
    }
    const entries = await replicas.keep(services, previous);
    process.send?.({ kind: 'echo', id, entries }, undefined, undefined, () => {});
  };
  process.on('message', (value) => {
    const request = parseRequest(value);
    if (request !== undefined) last = last.then(() => take(request));
  });
  process.on('disconnect', () => process.exit(0));
  if (!process.connected) process.exit(0);
  // A terminal signals the whole group; only the starter decides when this process ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
}

function parseRequest(value: unknown): EchoRequest | undefined {
  if (!isRecord(value) || value['kind'] !== 'echo') return undefined;
  const { id, services, previous } = value;
  if (typeof id !== 'number' || !isArrayOf(services, isString) || !isArrayOf(previous, isEntry))
    return undefined;
  return { id, services, previous };
}

function isEntry(value: unknown): value is EchoEntry {
  if (!Array.isArray(value) || value.length !== 2 || !isString(value[0])) return false;
  return isArrayOf(value[1], (entry): entry is { address: string; port: number } => {
    return isRecord(entry) && isString(entry['address']) && Number.isInteger(entry['port']);
  });
}

function isArrayOf<Entry>(value: unknown, check: (entry: unknown) => entry is Entry): value is Entry[] {
  return Array.isArray(value) && value.every(check);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

runEcho();
