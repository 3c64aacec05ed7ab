import { isIP } from 'node:net';
import { isAddressRange } from '../base/index.ts';
import { cloudFormats } from './cloud-formats.ts';

/** What the text of a setting may look like. */
export interface Format {
  /** In words, for `expected …`. */
  readonly allowed: string;
  /** True where a relative path is resolved: against the folder of the file, else the working directory. */
  readonly path?: true;
  accepts(text: string): boolean;
}

const hostPattern =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;
const adminPattern = /^(?:\[(?<six>[0-9a-f:.]+)\]|(?<host>[^:[\]]+)):(?<port>\d{1,5})$/i;
const serviceAddress = /^([a-z0-9-]{1,63})\/([a-z0-9-]{1,63}):([a-z0-9-]{1,15})$/;
const addressEntry = /^[^=-]+([=-][^=-]+)?$/;
const classProfile = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)=(slb|ingress-nginx)$/;

/** What the settings of this machine and of Kubernetes look like. */
const ownFormats = {
  path: {
    allowed: 'a path',
    path: true,
    accepts: (text: string): boolean => text !== '' && !text.includes('\0'),
  },
  address: {
    allowed: 'ADDRESS, ADDRESS=PUBLISHED or FIRST-LAST, of IP addresses',
    accepts: (text: string): boolean =>
      addressEntry.test(text) && text.split(/[=-]/).every((part) => isIP(part) !== 0),
  },
  service: {
    allowed: 'NAMESPACE/NAME:PORT',
    accepts: (text: string): boolean => serviceAddress.test(text),
  },
  hostPort: {
    allowed: 'HOST:PORT or off',
    accepts: (text: string): boolean => text === 'off' || parseHostPort(text) !== undefined,
  },
  host: {
    allowed: 'a host name or an IP address',
    accepts: (text: string): boolean => hostPattern.test(text) || isIP(text) !== 0,
  },
  addressRange: {
    allowed: 'an IP address or a range of them, ADDRESS/BITS',
    accepts: (text: string): boolean => isAddressRange(text),
  },
  classProfile: {
    allowed: 'CLASS=PROFILE, where PROFILE is slb or ingress-nginx',
    accepts: (text: string): boolean => classProfile.test(text),
  },
} as const;

/** Every format, by name. */
const formats: typeof cloudFormats & typeof ownFormats = { ...ownFormats, ...cloudFormats };

export type FormatName = keyof typeof formats;

export function formatOf(name: FormatName): Format {
  return formats[name];
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

/** The parts of `HOST:PORT` (an IPv6 address in brackets; port 0 is any free one); undefined for `off` and all else. */
export function parseHostPort(text: string): { readonly host: string; readonly port: number } | undefined {
  const { six, host, port = '' } = adminPattern.exec(text)?.groups ?? {};
  const number = Number(port);
  if (port === '' || number > 65_535) return undefined;
  if (six !== undefined) return isIP(six) === 6 ? { host: six, port: number } : undefined;
  return host !== undefined && formats.host.accepts(host) ? { host, port: number } : undefined;
}

/** The parts of a checked `CLASS=PROFILE`. */
export function parseClassProfile(text: string): {
  readonly className: string;
  readonly profile: 'ingress-nginx' | 'slb';
} {
  const [, className = '', , profile] = classProfile.exec(text) ?? [];
  return { className, profile: profile === 'ingress-nginx' ? profile : 'slb' };
}
