import { isIP } from 'node:net';
import type { Service } from '../../kubernetes/types/index.ts';
import { type Endpoint, isAdminSocket, judgeAddress } from '../../model/index.ts';
import type { TranslateSettings } from '../settings.ts';
import { findServicePort } from './service-port.ts';

const hostName = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;
const maxNameLength = 253;
/** Names that hosts files commonly give to the loopback addresses. */
const localNames: ReadonlySet<string> = new Set([
  'localhost',
  'localhost.localdomain',
  'localhost4',
  'localhost6',
  'ip6-localhost',
  'ip6-loopback',
]);
// `127.1`, `2130706433` and `0x7f.1` are addresses to the resolver of the system.
const numericEnd = /(^|\.)(\d+|0x[0-9a-f]*)$/;

/** Where a Service of type ExternalName leads, or why nowhere. */
export type ExternalTarget =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | {
      /** `EndpointAddressForbidden`: it is the admin endpoint of Sluice. */
      readonly kind:
        | 'EndpointAddressForbidden'
        | 'ExternalNameDisabled'
        | 'ExternalNameForbidden'
        | 'ServicePortNotFound';
    };

/** Judges a Service of type ExternalName for a port by number or name. */
export function resolveExternalName(
  service: Service,
  wanted: number | string,
  settings: TranslateSettings,
): ExternalTarget {
  if (!settings.allowExternalName) return { kind: 'ExternalNameDisabled' };
  const address = (service.spec.externalName ?? '').toLowerCase().replace(/\.$/, '');
  const port = externalPort(service, wanted);
  if (port !== undefined && isAdminSocket(settings.admin, address, port)) {
    return { kind: 'EndpointAddressForbidden' };
  }
  if (!mayBeReached(address)) return { kind: 'ExternalNameForbidden' };
  if (port === undefined) return { kind: 'ServicePortNotFound' };
  return { kind: 'endpoint', endpoint: { address, port } };
}

function mayBeReached(name: string): boolean {
  if (isIP(name) !== 0) return judgeAddress(name) === 'plain';
  if (name.length > maxNameLength || !hostName.test(name) || numericEnd.test(name)) return false;
  return !localNames.has(name) && !name.endsWith('.localhost');
}

function externalPort(service: Service, wanted: number | string): number | undefined {
  if ((service.spec.ports ?? []).length === 0) return typeof wanted === 'number' ? wanted : undefined;
  const port = findServicePort(service, wanted);
  return typeof port?.targetPort === 'number' ? port.targetPort : port?.port;
}
