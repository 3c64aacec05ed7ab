import { type Profile, referredConfigMaps } from '../../features/annotations.ts';
import type { Ingress, IngressBackend, IngressRule, ObjectKey } from '../../kubernetes/types/index.ts';
import type { ObjectRef } from '../../model/index.ts';
import { readCloud } from '../cloud/read-cloud.ts';
import { collectReports, type Pass } from '../draft.ts';
import { createMemo } from '../memo.ts';
import type { TranslateSettings } from '../settings.ts';
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
export function createParsePass({ cloudAnnotations }: TranslateSettings): Pass {
  const memo = createMemo<ParsedIngress>();
  const refs = createMemo<ObjectRef>();
  const parse = (ingress: Ingress, key: ObjectKey, profile: Profile): ParsedIngress => {
    const ref = refs.get(key, [], () => ingressRef(ingress));
    return parseIngress(ingress, { key, ref, profile, cloudAnnotations });
  };
  return (draft) => {
    const members: ParsedIngress[] = [];
    for (const [key, ingress] of draft.selected) {
      const profile = draft.profiles.get(key) ?? 'slb';
      const parsed = memo.get(key, [ingress, profile], () => parse(ingress, key, profile));
      collectReports(draft, parsed.reports);
      if (parsed.instance !== undefined) members.push(parsed);
    }
    memo.trim(draft.selected);
    refs.trim(draft.selected);
    draft.members = members;
  };
}

/** Reads one Ingress. What is wrong with its paths and annotations is found later, with what they refer to. */
export function parseIngress(
  ingress: Ingress,
  {
    key,
    ref,
    profile,
    cloudAnnotations,
  }: Pick<ParsedIngress, 'key' | 'ref' | 'profile'> & Pick<TranslateSettings, 'cloudAnnotations'>,
): ParsedIngress {
  const { spec, metadata } = ingress;
  const { namespace = 'default', annotations = {} } = metadata;
  const hosts = parseRules(spec.rules ?? []);
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
  const instance = choice.kind === 'wish' ? choice.wish : undefined;
  const cloud = readCloud({ annotations, object: ref, instance, cloudAnnotations });
  return {
    ref,
    key,
    namespace,
    createdAt: metadata.creationTimestamp,
    ...(instance === undefined ? {} : { instance }),
    ...(cloud.ask === undefined ? {} : { cloud: cloud.ask }),
    hosts,
    ...(defaultBackend === undefined ? {} : { defaultBackend }),
    catchAll: (spec.rules ?? []).length === 0,
    tls,
    profile,
    annotations,
    services: listKeys(namespace, services),
    secrets: listKeys(
      namespace,
      tls.flatMap((entry) => entry.secretName ?? []),
    ),
    configMaps: referredConfigMaps({ annotations, profile, namespace }),
    reports: choice.kind === 'invalid' ? [choice.report] : cloud.reports,
  };
}

function listKeys(namespace: string, names: readonly string[]): readonly ObjectKey[] {
  return [...new Set(names)].map((name) => `${namespace}/${name}`);
}

function parseRules(rules: readonly IngressRule[]): ParsedHost[] {
  const hosts = new Map<string, ParsedPath[]>();
  for (const [index, rule] of rules.entries()) {
    const host = rule.host === undefined || rule.host === '' ? '*' : rule.host.toLowerCase();
    const paths = hosts.get(host) ?? [];
    hosts.set(host, paths);
    for (const [place, path] of (rule.http?.paths ?? []).entries()) {
      paths.push({
        text: path.path === undefined || path.path === '' ? '/' : path.path,
        pathType: path.pathType,
        literal: matchRulePath(path),
        backend: readBackend(path.backend),
        field: `spec.rules[${index}].http.paths[${place}]`,
      });
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
