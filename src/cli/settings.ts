import { resolve } from 'node:path';
import { z } from 'zod';
import type { LogLevel } from '../telemetry/index.ts';
import { UsageError } from './exit-code.ts';
import { defaultStateDirectory } from './state-path.ts';

const port = wholeNumber(1, 65_535);
const secondsError = { error: 'expected a number of seconds from 0 to 86400' };
const seconds = z.number(secondsError).min(0, secondsError).max(86_400, secondsError);
const flag = z.boolean({ error: 'expected true or false' });
const addresses = z.array(z.string().min(1)).max(64);

/** `NAMESPACE/NAME:PORT`: a Service and one of its ports, by number or by name. */
const serviceAddress = /^([a-z0-9-]{1,63})\/([a-z0-9-]{1,63}):([a-z0-9-]{1,15})$/;

/** Everything that steers `sluice serve`. Plain data; durations are in seconds, as on the command line. */
export interface ServeSettings {
  readonly manifests: string;
  readonly echo: boolean;
  readonly stateDir: string;
  readonly workers: number;
  readonly internetAddress?: readonly string[] | undefined;
  readonly intranetAddress?: readonly string[] | undefined;
  readonly httpPort?: number | undefined;
  readonly httpsPort?: number | undefined;
  readonly defaultCertificate: 'first-of-instance' | 'first-in-cluster' | 'first-with-secret';
  /** `NAMESPACE/NAME:PORT`, see {@link parseServiceAddress}. */
  readonly defaultBackend?: string | undefined;
  readonly releaseDelay: number;
  readonly retainInstances: boolean;
  readonly keepKeys: boolean;
  readonly allowExternalName: boolean;
  readonly classless: boolean;
  readonly drainTimeout: number;
  readonly shutdownDelay: number;
  readonly accessLog: 'json' | 'off';
  readonly logLevel: LogLevel;
}

const serveSchema = z.strictObject({
  manifests: z
    .string({ error: 'required: the folder that holds the manifests' })
    .min(1)
    .transform((path) => resolve(path)),
  echo: flag.default(false),
  stateDir: z
    .string()
    .min(1)
    .transform((path) => resolve(path)),
  workers: wholeNumber(2, 64).default(2),
  internetAddress: addresses.optional(),
  intranetAddress: addresses.optional(),
  httpPort: port.optional(),
  httpsPort: port.optional(),
  defaultCertificate: z
    .enum(['first-of-instance', 'first-in-cluster', 'first-with-secret'])
    .default('first-of-instance'),
  defaultBackend: z.string().regex(serviceAddress, 'expected NAMESPACE/NAME:PORT').optional(),
  releaseDelay: seconds.default(60),
  retainInstances: flag.default(false),
  keepKeys: flag.default(true),
  allowExternalName: flag.default(false),
  classless: flag.default(true),
  drainTimeout: seconds.default(30),
  shutdownDelay: seconds.default(0),
  accessLog: z.enum(['json', 'off']).default('json'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** What a setting is on the command line: how its text becomes a value. */
type Form = 'list' | 'number' | 'switch' | 'text';

const forms: Readonly<Record<keyof ServeSettings, Form>> = {
  manifests: 'text',
  echo: 'switch',
  stateDir: 'text',
  workers: 'number',
  internetAddress: 'list',
  intranetAddress: 'list',
  httpPort: 'number',
  httpsPort: 'number',
  defaultCertificate: 'text',
  defaultBackend: 'text',
  releaseDelay: 'number',
  retainInstances: 'switch',
  keepKeys: 'switch',
  allowExternalName: 'switch',
  classless: 'switch',
  drainTimeout: 'number',
  shutdownDelay: 'number',
  accessLog: 'text',
  logLevel: 'text',
};

/**
 * The settings of `sluice serve`: flags, then `SLUICE_*` variables of the same names, then defaults.
 * @throws UsageError that names the flag or variable.
 */
export function readServeSettings(
  flags: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
): ServeSettings {
  const raw: Record<string, unknown> = { stateDir: defaultStateDirectory(env) };
  const origins = new Map<string, string>();
  for (const [name, form] of Object.entries(forms)) {
    const variable = variableName(name);
    const text = env[variable];
    const given = flags[name];
    if (given !== undefined) {
      raw[name] = typeof given === 'string' ? parse(given, form) : given;
      origins.set(name, flagName(name));
    } else if (text !== undefined && text !== '') {
      raw[name] = parse(text, form);
      origins.set(name, variable);
    }
  }
  const result = serveSchema.safeParse(raw);
  const called = (name: string): string => origins.get(name) ?? flagName(name);
  if (result.success) {
    checkPorts(result.data, called);
    return result.data;
  }
  const issue = result.error.issues[0];
  throw new UsageError(
    `${called(String(issue?.path[0] ?? ''))}: ${issue?.message ?? 'cannot be read'}.`,
    'See sluice serve --help.',
  );
}

function checkPorts({ httpPort, httpsPort }: ServeSettings, called: (name: string) => string): void {
  const http = httpPort ?? 80;
  if (http !== (httpsPort ?? 443)) return;
  const names =
    httpPort !== undefined && httpsPort !== undefined
      ? `${called('httpPort')} and ${called('httpsPort')}`
      : called(httpPort === undefined ? 'httpsPort' : 'httpPort');
  throw new UsageError(
    `${names}: HTTP and HTTPS cannot both listen on port ${http}.`,
    'Give each a port of its own; HTTP takes 80 and HTTPS 443 where nothing is said.',
  );
}

function wholeNumber(least: number, most: number): z.ZodInt {
  const error = { error: `expected a whole number from ${least} to ${most}` };
  return z.int(error).min(least, error).max(most, error);
}

function parse(text: string, form: Form): unknown {
  switch (form) {
    case 'text':
      return text;
    case 'list':
      return text.split(',').map((item) => item.trim());
    case 'number':
      return text.trim() === '' ? Number.NaN : Number(text);
    case 'switch':
      if (text === 'true' || text === '1') return true;
      return text === 'false' || text === '0' ? false : text;
  }
}

/** `httpPort` becomes `http-port`. */
function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function flagName(name: string): string {
  return `--${dashed(name)}`;
}

function variableName(name: string): string {
  return `SLUICE_${dashed(name).replaceAll('-', '_').toUpperCase()}`;
}

/**
 * Reads back the settings that the supervisor hands to the processes it starts, as JSON.
 * @throws Error on text that is not settings.
 */
export function decodeSettings(text: string | undefined): ServeSettings {
  return serveSchema.parse(JSON.parse(text ?? ''));
}

/** The parts of a checked `NAMESPACE/NAME:PORT`. */
export function parseServiceAddress(text: string): {
  readonly namespace: string;
  readonly name: string;
  readonly port: number | string;
} {
  const [, namespace = '', name = '', portText = ''] = serviceAddress.exec(text) ?? [];
  return { namespace, name, port: /^\d+$/.test(portText) ? Number(portText) : portText };
}
