import { type CertificateFacts, type CertificateRef, formatRef, type ObjectRef } from '../../model/index.ts';
import type { Draft, IngressGroup, Pass } from '../draft.ts';
import { createMemo } from '../memo.ts';
import { compareText } from '../order.ts';
import type { KeyPairFacts } from './key-pair.ts';
import type { TlsResult } from './resolve-tls.ts';

interface Use {
  readonly facts: KeyPairFacts;
  readonly users: Map<string, ObjectRef>;
}

/** Lists the certificates that are served, by SNI or as a default. */
export function createUsedCertificatesPass(): Pass {
  const all = createMemo<readonly CertificateFacts[]>();
  return (draft) => {
    const inputs: unknown[] = [...draft.tls.values()];
    for (const group of draft.groups) inputs.push(group.id, group.certificates, group.decider);
    draft.certificates = all.get('certificates', inputs, () => listCertificates(draft));
  };
}

function listCertificates(draft: Draft): readonly CertificateFacts[] {
  const uses = new Map<string, Use>();
  for (const group of draft.groups) {
    const served = findServed(group);
    for (const member of group.members) {
      const result = draft.tls.get(member);
      if (result !== undefined) addUses(uses, served, result);
    }
  }
  addDefaults(uses, draft);
  return [...uses]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { facts, users }]) => ({
      certificate: facts.ref,
      names: facts.names,
      notAfter: facts.notAfter,
      users: [...users].sort(([a], [b]) => compareText(a, b)).map(([, user]) => user),
    }));
}

/** Which certificate each host of a group is served with. */
function findServed(group: IngressGroup): ReadonlyMap<string, string> {
  return new Map(group.certificates.map(({ host, certificate }) => [host, refKey(certificate)]));
}

function addUses(uses: Map<string, Use>, served: ReadonlyMap<string, string>, result: TlsResult): void {
  for (const { host, certificate } of result.certificates) {
    if (served.get(host) !== refKey(certificate)) continue;
    const facts = result.usable.find(({ ref }) => refKey(ref) === refKey(certificate));
    if (facts !== undefined) addUse(uses, facts, result.ref);
  }
}

/** The Ingress whose first Secret is a default certificate serves it too. */
function addDefaults(uses: Map<string, Use>, draft: Draft): void {
  for (const { decider } of draft.groups) {
    const result = decider === undefined ? undefined : draft.tls.get(decider);
    if (result?.first !== undefined) addUse(uses, result.first, result.ref);
  }
}

function addUse(uses: Map<string, Use>, facts: KeyPairFacts, user: ObjectRef): void {
  const key = refKey(facts.ref);
  const use = uses.get(key) ?? { facts, users: new Map<string, ObjectRef>() };
  use.users.set(formatRef(user), user);
  uses.set(key, use);
}

function refKey(ref: CertificateRef): string {
  return `${ref.namespace}/${ref.name}`;
}
