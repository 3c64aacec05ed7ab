import { contentHash } from '../../base/index.ts';
import { backendId } from '../../model/index.ts';

/** The tag by which everything of this installation is known; its value is the cluster id. */
export const clusterTag = 'sluice.dev/cluster';

/** The tag that says what a thing is for: the id of its load balancer, or the name of its backend. */
export const purposeTag = 'sluice.dev/for';

/** Names of server groups, rules and backends: letters, digits and `-/._` only, 80 (rules: 40) characters at most. */
const maxName = 80;
const hashLength = 12;

/**
 * The name of the group for a backend ({@link backendId}): `sluice/<cluster>/<backend>/<hash>`. The hash is of the whole id, so that
 * what is cut or replaced for the characters CLB takes never makes two backends one.
 */
export function serverGroupName(clusterId: string, backend: string): string {
  const hash = contentHash(backend).slice(0, hashLength);
  const room = maxName - `sluice/${clusterId}//${hash}`.length;
  const readable = backend.replace(/[^A-Za-z0-9\-/._]/g, '.').slice(0, Math.max(0, room));
  return `sluice/${clusterId}/${readable}/${hash}`;
}

/** The backend id of the group without servers, for routes that have nowhere to go. */
export const emptyBackend: string = backendId('', 'empty', 0);

/** `sluice-<cluster>-<fingerprint>`: equal for equal content, so that a certificate is found before it is uploaded again. */
export function certificateName(clusterId: string, fingerprint: string): string {
  return `sluice-${clusterId}-${contentHash(fingerprint).slice(0, 24)}`;
}

/** Unique on a listener, equal for equal conditions: `sluice-` and a hash of domain and URL. */
export function ruleName(domain: string | undefined, url: string | undefined): string {
  return `sluice-${contentHash(JSON.stringify([domain, url])).slice(0, 24)}`;
}

/**
 * What our listeners are described as: `sluice/<cluster>/<port>/<hash>`. The hash is of what the listener was asked for, so that
 * a later run tells a wish that changed from a hand that changed the listener.
 */
export function listenerDescription(clusterId: string, port: number, wish: string): string {
  return `sluice/${clusterId}/${port}/${contentHash(wish).slice(0, hashLength)}`;
}

const maxTagValue = 128;

/** The tags of what is ours: whose it is, and what for (the id of a load balancer, or of a backend). */
export function ownTags(clusterId: string, purpose: string): Readonly<Record<string, string>> {
  return { [clusterTag]: clusterId, [purposeTag]: purpose.slice(0, maxTagValue) };
}

/** Whether tags say that a thing is ours. */
export function isOurs(tags: Readonly<Record<string, string>>, clusterId: string): boolean {
  return Object.hasOwn(tags, clusterTag) && tags[clusterTag] === clusterId;
}

/** The other cluster a thing belongs to, if its tags name one. */
export function otherCluster(tags: Readonly<Record<string, string>>, clusterId: string): string | undefined {
  const cluster = Object.hasOwn(tags, clusterTag) ? tags[clusterTag] : undefined;
  return cluster === clusterId ? undefined : cluster;
}
