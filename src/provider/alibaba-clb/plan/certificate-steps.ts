import type { ProviderProblem } from '../../load-balancer-provider.ts';
import type { ClbCertificate, ClbWorld } from '../world/clb-world.ts';
import { type ClbOperation, everyLoadBalancer } from './operations.ts';
import type { Owned } from './owned-by-name.ts';
import type { Site } from './site.ts';
import type { WantedState } from './wanted-state.ts';

/**
 * Keeps the certificates of the region within their quota, as far as they are ours: default certificates come before those of single
 * hosts, and load balancers in their order. A listener that has a certificate keeps it where there is no room for another.
 */
export function limitCertificates(
  states: readonly WantedState[],
  owned: Owned<ClbCertificate>,
  world: ClbWorld,
  quota: number,
): readonly WantedState[] {
  const wanted = new Set([
    ...states.flatMap(({ listeners }) => listeners.flatMap(({ certificate }) => certificate ?? [])),
    ...states.flatMap(({ extensions }) => extensions.map(({ certificate }) => certificate)),
  ]);
  const used = new Set(certificateUses(world).values());
  const standing = owned.all.filter(({ id, name }) => used.has(id) || isCanonical(owned, wanted, id, name));
  const missing = [...wanted].filter((name) => !owned.byName.has(name));
  const refused = new Set(missing.slice(Math.max(0, quota - standing.length)));
  return refused.size === 0 ? states : states.map((state) => without(state, refused, quota));
}

function without(state: WantedState, refused: ReadonlySet<string>, quota: number): WantedState {
  const isRefused = (certificate: string | undefined): boolean =>
    certificate !== undefined && refused.has(certificate);
  const lost = [
    ...state.listeners.filter(({ certificate }) => isRefused(certificate)).map(({ port }) => `port ${port}`),
    ...state.extensions.filter(({ certificate }) => isRefused(certificate)).map(({ domain }) => domain),
  ];
  if (lost.length === 0) return state;
  const message = `The region takes ${quota} certificates, which leaves no room for that of ${lost.join(', ')}.`;
  const problem: ProviderProblem = { reason: 'ProviderQuotaExceeded', message };
  return {
    ...state,
    listeners: state.listeners.map((listener) =>
      isRefused(listener.certificate) ? { ...listener, certificate: undefined } : listener,
    ),
    extensions: state.extensions.filter(({ certificate }) => !isRefused(certificate)),
    certificates: new Map([...state.certificates].filter(([name]) => !refused.has(name))),
    problems: [...state.problems, problem],
  };
}

/** Uploads what is missing; what another load balancer of this plan uploads costs nothing more. */
export function uploadSteps(site: Site, { certificates: needed }: WantedState, uploaded: Set<string>): void {
  const { loadBalancer, certificates, operations } = site;
  for (const [name, source] of needed) {
    if (certificates.byName.has(name)) continue;
    const calls = uploaded.has(name) ? 0 : 1;
    uploaded.add(name);
    const why =
      source.kind === 'fake'
        ? 'the first Ingress names no Secret'
        : `Secret ${source.certificate.namespace}/${source.certificate.name} holds it`;
    operations.push({ kind: 'upload-certificate', loadBalancer, name, source, calls, why });
  }
}

/** Deletes the certificates of ours that nothing uses once the operations are done, and no load balancer wants. */
export function deleteCertificateSteps(
  operations: readonly ClbOperation[],
  wanted: ReadonlySet<string>,
  owned: Owned<ClbCertificate>,
  world: ClbWorld,
  instanceOf: (loadBalancer: string) => string | undefined,
): readonly ClbOperation[] {
  const uses = certificateUses(world);
  for (const operation of operations) applyToUses(uses, operation, instanceOf(operation.loadBalancer) ?? '');
  const used = new Set(uses.values());
  return owned.all
    .filter(({ id, name }) => !used.has(id) && !isCanonical(owned, wanted, id, name))
    .map(({ id, name }) => ({
      kind: 'delete-certificate',
      loadBalancer: everyLoadBalancer,
      certificate: id,
      name,
      calls: 1,
      why: 'no listener uses it any more',
    }));
}

function isCanonical(
  { byName }: Owned<ClbCertificate>,
  wanted: ReadonlySet<string>,
  id: string,
  name: string,
): boolean {
  return wanted.has(name) && byName.get(name)?.id === id;
}

/** Certificate ids by what uses them: `<instance>/<port>/…`. */
function certificateUses({ instances }: ClbWorld): Map<string, string> {
  const uses = new Map<string, string>();
  for (const { id, listeners } of instances.values()) {
    for (const { port, certificateId, extensions } of listeners) {
      if (certificateId !== undefined) uses.set(`${id}/${port}/`, certificateId);
      for (const extension of extensions) uses.set(`${id}/${port}/${extension.id}`, extension.certificateId);
    }
  }
  return uses;
}

function applyToUses(uses: Map<string, string>, operation: ClbOperation, instance: string): void {
  switch (operation.kind) {
    case 'delete-instance':
      return removeUses(uses, (use) => use.startsWith(`${operation.instance}/`));
    case 'delete-listener':
      return removeUses(uses, (use) => use.startsWith(`${instance}/${operation.listener.port}/`));
    case 'change-listener':
      if (operation.certificate !== undefined) uses.delete(`${instance}/${operation.listener.port}/`);
      return;
    case 'set-extension':
    case 'delete-extension':
      return removeUses(
        uses,
        (use) => use.startsWith(`${instance}/`) && use.endsWith(`/${operation.extension}`),
      );
    default:
      return;
  }
}

function removeUses(uses: Map<string, string>, matches: (use: string) => boolean): void {
  for (const use of uses.keys()) if (matches(use)) uses.delete(use);
}
