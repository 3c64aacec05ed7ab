import type { Ingress, IngressBackend, IngressRule, ObjectKey } from '../../kubernetes/types/index.ts';
import type { ObjectRef, ObjectReport } from '../../model/index.ts';
import { collectReports, type Pass } from '../draft.ts';
import { createMemo } from '../memo.ts';
import { readInstance } from './instance-annotations.ts';
import {
  ingressRef,
  type ParsedHost,
  type ParsedIngress,
  type ParsedPath,
  type ParsedTls,
  type WantedBackend,
} from './parsed-ingress.ts';
import { matchRulePath } from './rule-path.ts';

/** Turns the selected Ingresses into `members`, those without a usable instance id left out. Nothing is sorted yet. */
export function createParsePass(): Pass {
  const memo = createMemo<ParsedIngress>();
  const refs = createMemo<ObjectRef>();
  const parse = (ingress: Ingress, key: ObjectKey): ParsedIngress => {
    const ref = refs.get(key, [], () => ingressRef(ingress));
    return parseIngress(ingress, key, ref);
  };
  return (draft) => {
    const members: ParsedIngress[] = [];
    for (const [key, ingress] of draft.selected) {
      const parsed = memo.get(key, [ingress], () => parse(ingress, key));
      collectReports(draft, parsed.reports);
      if (parsed.instance !== undefined) members.push(parsed);
    }
    memo.trim(draft.selected);
    refs.trim(draft.selected);
    draft.members = members;
  };
}

/** Reads one Ingress. What cannot be understood is left out and reported. */
export function parseIngress(ingress: Ingress, key: ObjectKey, ref: ObjectRef): ParsedIngress {
  const { spec, metadata } = ingress;
  const namespace = metadata.namespace ?? 'default';
  const reports: ObjectReport[] = [];
  const hosts = parseRules(spec.rules ?? [], ref, reports);
  const tls = (spec.tls ?? []).map((entry, index): ParsedTls => {
    const secretName = entry.secretName === '' ? undefined : entry.secretName;
    const base = {
      field: `spec.tls[${index}]`,
      hosts: (entry.hosts ?? []).map((host) => host.toLowerCase()),
    };
    return secretName === undefined ? base : { ...base, secretName };
  });
  const defaultBackend = spec.defaultBackend === undefined ? undefined : readBackend(spec.defaultBackend);
  const wanted = hosts.flatMap((host) => host.paths.map((path) => path.backend));
  if (defaultBackend !== undefined) wanted.push(defaultBackend);
  const services = wanted.flatMap((backend) => (backend.kind === 'service' ? backend.service : []));
  const choice = readInstance(ingress, ref);
  if (choice.kind === 'invalid') reports.push(choice.report);
  return {
    ref,
    key,
    namespace,
    createdAt: metadata.creationTimestamp,
    ...(choice.kind === 'wish' ? { instance: choice.wish } : {}),
    hosts,
    ...(defaultBackend === undefined ? {} : { defaultBackend }),
    catchAll: (spec.rules ?? []).length === 0,
    tls,
    services: listKeys(namespace, services),
    secrets: listKeys(
      namespace,
      tls.flatMap((entry) => entry.secretName ?? []),
    ),
    reports,
  };
}

function listKeys(namespace: string, names: readonly string[]): readonly ObjectKey[] {
  return [...new Set(names)].map((name) => `${namespace}/${name}`);
}

function parseRules(rules: readonly IngressRule[], object: ObjectRef, reports: ObjectReport[]): ParsedHost[] {
  const hosts = new Map<string, ParsedPath[]>();
  for (const [index, rule] of rules.entries()) {
    const host = rule.host === undefined || rule.host === '' ? '*' : rule.host.toLowerCase();
    const paths = hosts.get(host) ?? [];
    hosts.set(host, paths);
    for (const [place, path] of (rule.http?.paths ?? []).entries()) {
      const field = `spec.rules[${index}].http.paths[${place}]`;
      const match = matchRulePath(path);
      if (match === undefined) {
        const message = `no request can have the path ${JSON.stringify(path.path?.slice(0, 100))}; the rule is left out`;
        reports.push({ object, reason: 'InvalidObject', message, field: `${field}.path` });
        continue;
      }
      paths.push({ match, backend: readBackend(path.backend), field });
    }
  }
  return [...hosts].map(([host, paths]) => ({ host, paths }));
}

function readBackend(backend: IngressBackend): WantedBackend {
  const { service, resource } = backend;
  if (service !== undefined) {
    return { kind: 'service', service: service.name, port: service.port.number ?? service.port.name ?? '' };
  }
  return {
    kind: 'resource',
    resource: resource === undefined ? 'none' : `${resource.kind} ${resource.name}`,
  };
}
