import type { ClbDomainExtension, ClbListener } from '../world/clb-world.ts';
import { exchange } from './batches.ts';
import type { Site } from './site.ts';
import type { WantedState } from './wanted-state.ts';

/** Brings the domain extensions of the HTTPS listener in line: changed ones first, new ones before old ones go. */
export function extensionSteps(
  site: Site,
  { extensions }: WantedState,
  listener: ClbListener | undefined,
): void {
  const { loadBalancer, actual, certificates, operations, drift, mayDelete } = site;
  const present = new Map(listener?.extensions.map((extension) => [extension.domain, extension]));
  const wanted = new Set(extensions.map(({ domain }) => domain));
  for (const { domain, certificate } of extensions) {
    const found = present.get(domain);
    if (found === undefined || certificates.byName.get(certificate)?.id === found.certificateId) continue;
    noteDrift(found);
    const why = 'its certificate is another';
    operations.push({
      kind: 'set-extension',
      loadBalancer,
      extension: found.id,
      domain,
      certificate,
      calls: 1,
      why,
    });
  }
  const made = extensions.filter(({ domain }) => !present.has(domain));
  const old = mayDelete ? [...present.values()].filter(({ domain }) => !wanted.has(domain)) : [];
  const quota = actual.settings.quotas.extensionsPerListener;
  for (const turn of exchange(made, old, quota - present.size, 1)) {
    if (turn.kind === 'create') {
      for (const { domain, certificate } of turn.items) {
        const why = 'a tls entry names this host';
        operations.push({ kind: 'create-extension', loadBalancer, domain, certificate, calls: 1, why });
      }
      continue;
    }
    for (const extension of turn.items) {
      noteDrift(extension);
      const { id, domain } = extension;
      const why = turn.forRoom
        ? `the quota of ${quota} extensions leaves no room to make the new one first`
        : 'no tls entry names this host any more';
      operations.push({ kind: 'delete-extension', loadBalancer, extension: id, domain, calls: 1, why });
    }
  }

  function noteDrift({ domain, certificateId }: ClbDomainExtension): void {
    if (certificates.nameOf.has(certificateId)) return;
    drift.push(`the extension for ${domain} had a certificate of someone else`);
  }
}
