import { isIP } from 'node:net';
import { parseArgs } from 'node:util';

export interface EmulatorOptions {
  readonly host: string;
  readonly port: number;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | undefined;
  readonly region: string;
  readonly vpcId: string;
  /** Network interfaces of pods: id by address. */
  readonly interfaces: ReadonlyMap<string, string>;
  /** Whether all other addresses have one too. */
  readonly anyInterface: boolean;
  /** Instances that exist before the first call: address type by id. */
  readonly instances: ReadonlyMap<string, 'internet' | 'intranet'>;
  /** Added to the port of a listener, for the port it is served at. Undefined: 0 where this user may, else 8000. */
  readonly portOffset: number | undefined;
}

export const usage = `usage: npm run clb-emulator -- [options]

  --port 8088                  port of the API
  --host 127.0.0.1             address of the API
  --access-key-id test         who may call
  --access-key-secret test
  --security-token TEXT        with temporary credentials
  --region cn-hangzhou         region where things are
  --vpc-id vpc-try             VPC of the network interfaces
  --interface 10.0.0.7=eni-a   a pod's network interface; may be repeated
  --any-interface              every other address has one too, as it is without --interface
  --instance lb-shop           an instance that exists already; lb-shop=intranet: an internal-facing one; may be repeated
  --port-offset 8000           what is added to the ports of listeners: 80 is served at 8080; nothing, where this user
                               may listen on 80`;

/** Throws an error for the user where the flags are wrong. */
export function readOptions(args: readonly string[]): EmulatorOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8088' },
      'access-key-id': { type: 'string', default: 'test' },
      'access-key-secret': { type: 'string', default: 'test' },
      'security-token': { type: 'string' },
      region: { type: 'string', default: 'cn-hangzhou' },
      'vpc-id': { type: 'string', default: 'vpc-try' },
      interface: { type: 'string', multiple: true, default: [] },
      'any-interface': { type: 'boolean', default: false },
      instance: { type: 'string', multiple: true, default: [] },
      'port-offset': { type: 'string' },
    },
  });
  const offset = values['port-offset'];
  return {
    host: values.host,
    port: readNumber('--port', values.port, 65_535),
    accessKeyId: values['access-key-id'],
    accessKeySecret: values['access-key-secret'],
    securityToken: values['security-token'],
    region: values.region,
    vpcId: values['vpc-id'],
    interfaces: new Map(values.interface.map(readInterface)),
    anyInterface: values['any-interface'] || values.interface.length === 0,
    instances: new Map(values.instance.map(readInstance)),
    portOffset: offset === undefined ? undefined : readNumber('--port-offset', offset, 60_000),
  };
}

function readNumber(flag: string, text: string, most: number): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most))
    throw new Error(`${flag} takes a number from 0 to ${most}, not ${JSON.stringify(text)}`);
  return value;
}

function readInterface(text: string): [address: string, id: string] {
  const [address = '', id = '', ...rest] = text.split('=');
  if (isIP(address) === 0 || !/^eni-[a-z0-9]+$/.test(id) || rest.length > 0)
    throw new Error(`--interface takes ADDRESS=eni-…, not ${JSON.stringify(text)}`);
  return [address, id];
}

function readInstance(text: string): [id: string, addressType: 'internet' | 'intranet'] {
  const [id = '', addressType = 'internet', ...rest] = text.split('=');
  const isType = addressType === 'internet' || addressType === 'intranet';
  if (!/^lb-[a-z0-9]+$/.test(id) || !isType || rest.length > 0)
    throw new Error(`--instance takes lb-… or lb-…=intranet, not ${JSON.stringify(text)}`);
  return [id, addressType];
}
