import type { Secret } from '../../kubernetes/types/index.ts';
import type { DefaultCertificate, HostCertificate, Listener, ObjectReport } from '../../model/index.ts';
import { collectReports, type Draft, type IngressGroup, type Pass } from '../draft.ts';
import type { ParsedIngress } from '../ingress/parsed-ingress.ts';
import { createMemo } from '../memo.ts';
import type { TranslateSettings } from '../settings.ts';
import { inspectKeyPair, type KeyPairVerdict } from './key-pair.ts';
import { mergeCertificates } from './merge-certificates.ts';
import { resolveTls, type TlsResult } from './resolve-tls.ts';

/** Gives each group its certificates by SNI and its listeners, 80 and 443, with the default certificate. */
export function createCertificatesPass(settings: TranslateSettings): Pass {
  const resolveMembers = createTlsStep();
  const merged = createMemo<{ certificates: readonly HostCertificate[]; reports: readonly ObjectReport[] }>();
  const listeners = createMemo<readonly Listener[]>();
  return (draft) => {
    for (const group of draft.groups) group.decider = chooseDecider(draft, group, settings);
    draft.tls = resolveMembers(draft, new Set(draft.groups.map((group) => group.decider)));
    for (const group of draft.groups) {
      const results = group.members.flatMap((member) => draft.tls.get(member) ?? []);
      const { certificates, reports } = merged.get(group.id, results, () => mergeCertificates(results));
      group.certificates = certificates;
      collectReports(draft, reports);
      const first = group.decider === undefined ? undefined : draft.tls.get(group.decider)?.first;
      group.listeners = listeners.get(group.id, [first], () =>
        makeListeners(first === undefined ? { kind: 'fake' } : { kind: 'secret', certificate: first.ref }),
      );
    }
    const ids = new Set(draft.groups.map((group) => group.id));
    merged.trim(ids);
    listeners.trim(ids);
  };
}

/** The Ingress whose first Secret is the default certificate of a group. */
function chooseDecider(
  draft: Draft,
  group: IngressGroup,
  settings: TranslateSettings,
): ParsedIngress | undefined {
  switch (settings.defaultCertificate) {
    case 'first-of-instance':
      return group.members[0];
    case 'first-in-cluster':
      return draft.members[0];
    case 'first-with-secret':
      return group.members.find((member) => member.secrets.length > 0);
  }
}

function makeListeners(defaultCertificate: DefaultCertificate): readonly Listener[] {
  return [
    { port: 80, protocol: 'http' },
    { port: 443, protocol: 'https', defaultCertificate },
  ];
}

type TlsStep = (
  draft: Draft,
  deciders: ReadonlySet<ParsedIngress | undefined>,
) => ReadonlyMap<ParsedIngress, TlsResult>;

/** Looks up the certificates of the members that have `tls`. */
function createTlsStep(): TlsStep {
  const memo = createMemo<TlsResult>();
  const judgeSecret = createSecretJudge();
  return (draft, deciders) => {
    const { secrets } = draft.snapshot;
    const results = new Map<ParsedIngress, TlsResult>();
    for (const member of draft.members) {
      if (member.tls.length === 0) continue;
      const decides = deciders.has(member);
      const inputs: unknown[] = [member, decides];
      for (const key of member.secrets) inputs.push(secrets.get(key));
      const result = memo.get(member.key, inputs, () =>
        resolveTls(member, (name) => judgeSecret(secrets.get(`${member.namespace}/${name}`)), decides),
      );
      collectReports(draft, result.reports);
      results.set(member, result);
    }
    memo.trim(draft.selected);
    return results;
  };
}

/** Parsing certificates is slow next to all else here, so each Secret is judged once in its life. */
function createSecretJudge(): (secret: Secret | undefined) => KeyPairVerdict | undefined {
  const judged = new WeakMap<Secret, KeyPairVerdict>();
  return (secret) => {
    if (secret === undefined) return undefined;
    const verdict = judged.get(secret) ?? inspectKeyPair(secret);
    judged.set(secret, verdict);
    return verdict;
  };
}
