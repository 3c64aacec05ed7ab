import { createHash, createHmac } from 'node:crypto';
import { afterEach } from 'vitest';
import { type ClbEmulator, type ClbEmulatorOptions, createClbEmulator } from './clb-emulator.ts';

export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface CallOptions {
  readonly scheme?: 'query' | 'headers';
  readonly method?: 'GET' | 'POST';
  /** Where the parameters travel. */
  readonly place?: 'query' | 'form';
  readonly version?: string;
  readonly key?: { readonly id: string; readonly secret: string };
  readonly securityToken?: string;
  readonly nonce?: string;
  readonly time?: number;
  /** Common parameters or headers to leave out or to say otherwise, after signing. */
  readonly spoil?: Readonly<Record<string, string | undefined>>;
  /** Another body than the one that was signed. */
  readonly body?: string;
  readonly path?: string;
}

type Values = Readonly<Record<string, string | number | undefined>>;

const running: ClbEmulator[] = [];

afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

/** An emulator that listens until the test ends. */
export async function startEmulator(options: ClbEmulatorOptions = {}): Promise<ClbEmulator> {
  const emulator = createClbEmulator(options);
  await emulator.listen();
  running.push(emulator);
  return emulator;
}

let nonces = 0;

/** One call, signed by code of its own, from the rules of the two schemes. Rejects where no answer comes. */
export async function call(
  emulator: ClbEmulator,
  action: string,
  values: Values = {},
  options: CallOptions = {},
): Promise<Reply> {
  const parameters: Record<string, string> = { RegionId: 'cn-hangzhou' };
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete parameters[name];
    else parameters[name] = String(value);
  }
  const request =
    options.scheme === 'headers'
      ? signByHeaders(emulator, action, parameters, options)
      : signByQuery(emulator, action, parameters, options);
  const response = await fetch(request.url, request.init);
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) throw new Error('the answer is no object');
  return { status: response.status, body: Object.fromEntries(Object.entries(body)) };
}

/** As {@link call}, for calls that are to succeed: gives the answer. */
export async function done(
  emulator: ClbEmulator,
  action: string,
  values: Values = {},
  options: CallOptions = {},
): Promise<Record<string, unknown>> {
  const { status, body } = await call(emulator, action, values, options);
  if (status !== 200) throw new Error(`${action}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** As {@link call}, for calls that are to be refused: gives status and code. */
export async function refused(
  emulator: ClbEmulator,
  action: string,
  values: Values = {},
  options: CallOptions = {},
): Promise<string> {
  const { status, body } = await call(emulator, action, values, options);
  return status === 200 ? 'done' : `${status} ${String(body['Code'])}`;
}

interface Prepared {
  readonly url: string;
  readonly init: RequestInit;
}

const encode = (text: string): string =>
  new URLSearchParams([['', text]])
    .toString()
    .slice(1)
    .replaceAll('+', '%20')
    .replaceAll('*', '%2A')
    .replaceAll('%7E', '~');

function pairs(values: Readonly<Record<string, string>>): string {
  return Object.keys(values)
    .sort()
    .map((name) => `${encode(name)}=${encode(values[name] ?? '')}`)
    .join('&');
}

function spoiled(values: Record<string, string>, spoil: CallOptions['spoil']): Record<string, string> {
  const result = { ...values };
  for (const [name, value] of Object.entries(spoil ?? {})) {
    if (value === undefined) delete result[name];
    else result[name] = value;
  }
  return result;
}

const timeOf = (options: CallOptions): string =>
  `${new Date(options.time ?? Date.now()).toISOString().slice(0, 19)}Z`;

const formHeader = { 'content-type': 'application/x-www-form-urlencoded' };

function signByQuery(
  emulator: ClbEmulator,
  action: string,
  parameters: Record<string, string>,
  options: CallOptions,
): Prepared {
  const key = options.key ?? { id: 'test', secret: 'test' };
  const method = options.method ?? 'POST';
  const signed: Record<string, string> = {
    ...parameters,
    Action: action,
    Version: options.version ?? '2014-05-15',
    Format: 'JSON',
    AccessKeyId: key.id,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureType: '',
    SignatureNonce: options.nonce ?? `nonce-${nonces++}`,
    Timestamp: timeOf(options),
  };
  if (options.securityToken !== undefined) signed['SecurityToken'] = options.securityToken;
  const stringToSign = `${method}&%2F&${encode(pairs(signed))}`;
  const signature = createHmac('sha1', `${key.secret}&`).update(stringToSign).digest('base64');
  const text = new URLSearchParams(spoiled({ ...signed, Signature: signature }, options.spoil)).toString();
  const target = `${emulator.endpoint}${options.path ?? '/'}`;
  return options.place === 'form'
    ? { url: target, init: { method, headers: formHeader, body: text } }
    : { url: `${target}?${text}`, init: { method } };
}

function signByHeaders(
  emulator: ClbEmulator,
  action: string,
  parameters: Record<string, string>,
  options: CallOptions,
): Prepared {
  const key = options.key ?? { id: 'test', secret: 'test' };
  const method = options.method ?? 'POST';
  const inForm = options.place === 'form';
  const body = inForm ? new URLSearchParams(parameters).toString() : '';
  const query = inForm ? '' : pairs(parameters);
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const headers: Record<string, string> = {
    'x-acs-action': action,
    'x-acs-version': options.version ?? '2014-05-15',
    'x-acs-date': timeOf(options),
    'x-acs-signature-nonce': options.nonce ?? `nonce-${nonces++}`,
    'x-acs-content-sha256': bodyHash,
    ...(inForm ? formHeader : {}),
  };
  if (options.securityToken !== undefined) {
    headers['x-acs-accesskey-id'] = key.id;
    headers['x-acs-security-token'] = options.securityToken;
  }
  const all: Record<string, string> = { ...headers, host: new URL(emulator.endpoint).host };
  const names = Object.keys(all).sort();
  const lines = names.map((name) => `${name}:${all[name]}\n`).join('');
  const canonical = [method, '/', query, lines, names.join(';'), bodyHash].join('\n');
  const stringToSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signature = createHmac('sha256', key.secret).update(stringToSign).digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${key.id},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return {
    url: `${emulator.endpoint}/${query === '' ? '' : `?${query}`}`,
    init: {
      method,
      headers: spoiled({ ...headers, authorization }, options.spoil),
      ...(inForm ? { body: options.body ?? body } : {}),
    },
  };
}
