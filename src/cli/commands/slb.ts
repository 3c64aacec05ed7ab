import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { controlSocketPath } from '../../admin/index.ts';
import { OperatorError, openStateDirectory, systemClock } from '../../base/index.ts';
import { usableSpecifications } from '../../provider/index.ts';
import { addCloudOptions, atCloudDesk } from '../alibaba-clb/clb-options.ts';
import { emptyDesk, type InstanceDesk, serverDesk, storeDesk } from '../control/instance-desk.ts';
import { openStore } from '../control/open-store.ts';
import { problemLines, problemsText } from '../control/problem-row.ts';
import { UsageError } from '../exit-code.ts';
import { formatAge, type Line, print, printJson } from '../terminal/print.ts';
import { table } from '../terminal/table.ts';
import type { InstanceRow } from '../wire/wire.ts';
import { example, type TargetFlags, withTarget } from './command-options.ts';

/** `sluice slb`: create, list, show and delete instances. */
export function addSlb(program: Command): void {
  const slb = program.command('slb').description('create, list, show and delete SLB instances');
  example(slb, 'sluice slb list');
  const create = withTarget(slb.command('create').description('create an instance that Ingresses can name'))
    .requiredOption('--address-type <type>', 'internet or intranet')
    .requiredOption('--spec <specification>', 'slb.s1.small to slb.s3.large, or slb.lcu.elastic')
    .option('--name <name>', 'a name for people')
    .option('--address <address>', 'the address of the pool that it should have')
    .option('--tag <key=value...>', 'a tag; may be given several times')
    .action(createInstance);
  example(create, 'sluice slb create --address-type intranet --spec slb.s2.small --name inside');
  const list = addCloudOptions(withTarget(slb.command('list').description('list all instances'))).action(
    listInstances,
  );
  example(
    list,
    'sluice slb list --output json',
    'sluice slb list --provider alibaba-clb --region cn-hangzhou --cluster-id shop --vpc-id vpc-bp1example',
  );
  const show = addCloudOptions(
    withTarget(slb.command('show').description('show one instance').argument('<id>', idOrName)),
  ).action(showInstance);
  example(show, 'sluice slb show lb-n254dn0i3kelfx9zw');
  const remove = withTarget(
    slb.command('delete').description('delete an instance that nothing uses').argument('<id>', idOrName),
  )
    .option('--force', 'delete it although Ingresses use it or it has listeners')
    .action(deleteInstance);
  example(remove, 'sluice slb delete lb-n254dn0i3kelfx9zw');
}

const idOrName = 'its id, or its name where no other has it';

interface CreateFlags extends TargetFlags {
  readonly addressType: string;
  readonly spec: string;
  readonly name?: string;
  readonly address?: string;
  readonly tag?: readonly string[];
}

async function createInstance(flags: CreateFlags, command: Command): Promise<void> {
  const { addressType, spec, name, address } = flags;
  if (addressType !== 'internet' && addressType !== 'intranet') {
    throw new UsageError(`--address-type: "${addressType}" is not a type.`, 'Write internet or intranet.');
  }
  if (spec !== '' && !usableSpecifications.has(spec)) {
    throw new UsageError(
      `--spec: "${spec}" is not a specification.`,
      `Write one of ${[...usableSpecifications].join(', ')}.`,
    );
  }
  const tags = flags.tag === undefined ? undefined : parseTags(flags.tag);
  const row = await atDesk(
    flags,
    command,
    (desk) => desk.create({ addressType, specification: spec, name, address, tags }),
    true,
  );
  if (flags.output === 'json') printJson(row);
  else print(`Created ${row.id}`, ...useLines(row));
}

const annotation = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id';

function useLines({ id, specification, problems }: InstanceRow): readonly string[] {
  if (specification === '') return ['shared-performance: cannot be used by Ingresses'];
  return [
    `Name it in an Ingress: ${annotation}: ${id}`,
    ...problems.flatMap(({ message, hint }) => [`warning: ${message}`, `hint: ${hint}`]),
  ];
}

async function listInstances(flags: TargetFlags, command: Command): Promise<void> {
  const rows = await atDesk(flags, command, (desk) => desk.list());
  if (flags.output === 'json') printJson(rows);
  else if (rows.length === 0) print('There are no instances.');
  else print(...instanceTable(rows, Date.now()), ...rows.flatMap(instanceProblemLines));
}

async function showInstance(id: string, flags: TargetFlags, command: Command): Promise<void> {
  const row = await atDesk(flags, command, (desk) => desk.show(id));
  if (flags.output === 'json') printJson(row);
  else print(...instanceDetails(row), ...instanceProblemLines(row));
}

async function deleteInstance(
  id: string,
  flags: TargetFlags & { readonly force?: boolean },
  command: Command,
): Promise<void> {
  const deleted = await atDesk(flags, command, (desk) => desk.delete(id, flags.force === true));
  if (flags.output === 'json') printJson({ deleted });
  else print(`Deleted ${deleted}`);
}

/** Asks the running server; without one, the cloud that the settings name, or the state directory itself. */
async function atDesk<T>(
  flags: TargetFlags,
  command: Command,
  ask: (desk: InstanceDesk) => Promise<T>,
  writes = false,
): Promise<T> {
  try {
    return await ask(serverDesk(controlSocketPath(flags.stateDir)));
  } catch (error) {
    if (!(error instanceof OperatorError) || error.code !== 'ServerNotRunning') throw error;
  }
  return atCloudDesk(command, ask, () => atStore(flags, ask, writes));
}

/** Asks the state directory, under its lock. */
async function atStore<T>(
  flags: TargetFlags,
  ask: (desk: InstanceDesk) => Promise<T>,
  writes: boolean,
): Promise<T> {
  // Looking at a state directory that is not there does not make one.
  if (!writes && !existsSync(flags.stateDir)) return ask(emptyDesk);
  const directory = await openStateDirectory(flags.stateDir);
  const lock = await directory.lock();
  try {
    return await ask(storeDesk(await openStore(directory, systemClock)));
  } finally {
    await lock.release();
  }
}

function parseTags(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`--tag: "${pair}" is not a tag.`, 'Write key=value.');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function instanceTable(rows: readonly InstanceRow[], now: number): readonly string[] {
  return table(
    ['ID', 'NAME', 'TYPE', 'SPECIFICATION', 'STATE', 'ADDRESS', 'PORTS', 'INGRESSES', 'AGE', 'PROBLEMS'],
    rows.map((row) => [
      row.id,
      row.name,
      row.addressType,
      row.specification === '' ? '(shared)' : row.specification,
      row.state,
      row.address ?? '-',
      portsText(row) ?? '-',
      String(row.ingresses.length),
      row.createdAt === undefined ? '-' : formatAge(now - row.createdAt),
      problemsText(row.problems),
    ]),
    { whole: ['ID', 'ADDRESS', 'PORTS'] },
  );
}

function instanceProblemLines({ id, problems }: InstanceRow): readonly Line[] {
  return problems.flatMap((problem) => problemLines(id, problem));
}

function portsText({ ports, listeners }: InstanceRow): string | undefined {
  if (listeners.length === 0) return undefined;
  return listeners.map(({ port }) => String(ports?.[port] ?? port)).join(',');
}

function instanceDetails(row: InstanceRow): readonly string[] {
  const lines: readonly (readonly [string, string])[] = [
    ['id', row.id],
    ['name', row.name],
    ['address type', row.addressType],
    ['specification', row.specification === '' ? '(shared-performance)' : row.specification],
    ['state', row.state],
    ['address', row.address ?? '-'],
    ['made', row.managed ? 'automatically, for Ingresses that name no instance' : 'by the user'],
    ['kept in', row.home],
    ...(row.createdAt === undefined ? [] : [['created', new Date(row.createdAt).toISOString()] as const]),
    ...Object.entries(row.tags).map(([key, value]): [string, string] => ['tag', `${key}=${value}`]),
    ...row.listeners.map(({ port, protocol, owner }): [string, string] => [
      'listener',
      `${port} ${protocol}, of ${owner}, at port ${row.ports?.[port] ?? port}`,
    ]),
    ...row.ingresses.map((name): [string, string] => ['ingress', name]),
  ];
  return lines.map(([name, value]) => `${`${name}:`.padEnd(15)}${value}`);
}
