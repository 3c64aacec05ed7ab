import type { Kind, KubernetesObject, ObjectMeta } from '../types/index.ts';
import { readConfigMap, readSecret } from './config.ts';
import { convertIngress } from './convert-v1beta1.ts';
import { readEndpointSlice } from './endpoint-slice.ts';
import { readIngress } from './ingress.ts';
import { readIngressClass } from './ingress-class.ts';
import { dnsLabel1035, dnsSubdomain, type NameRule } from './names.ts';
import type { RawObject } from './plain-json.ts';
import type { Fail } from './problem.ts';
import { readService } from './service.ts';
import { readSlbInstance } from './slb-instance.ts';

/** How a kind is read. */
export interface ApiKind {
  readonly kind: Kind;
  /** The version that is written; older ones are converted. */
  readonly apiVersion: string;
  readonly namespaced: boolean;
  readonly name: NameRule;
  readonly read: (document: RawObject, metadata: ObjectMeta, fail: Fail) => KubernetesObject | undefined;
  /** Older versions, each with its conversion to `apiVersion`. */
  readonly older: Readonly<Record<string, (document: RawObject) => RawObject>>;
}

const same = (document: RawObject): RawObject => document;
const networking = 'networking.k8s.io/v1';
const namespaced = { namespaced: true, name: dnsSubdomain, older: {} };

/** Every kind that is read. */
export const apiKinds: Readonly<Record<Kind, ApiKind>> = {
  Ingress: {
    ...namespaced,
    kind: 'Ingress',
    apiVersion: networking,
    read: readIngress,
    older: { 'networking.k8s.io/v1beta1': convertIngress, 'extensions/v1beta1': convertIngress },
  },
  IngressClass: {
    kind: 'IngressClass',
    apiVersion: networking,
    namespaced: false,
    name: dnsSubdomain,
    read: readIngressClass,
    older: { 'networking.k8s.io/v1beta1': same },
  },
  Service: { ...namespaced, kind: 'Service', apiVersion: 'v1', name: dnsLabel1035, read: readService },
  EndpointSlice: {
    ...namespaced,
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    read: readEndpointSlice,
  },
  Secret: { ...namespaced, kind: 'Secret', apiVersion: 'v1', read: readSecret },
  ConfigMap: { ...namespaced, kind: 'ConfigMap', apiVersion: 'v1', read: readConfigMap },
  SLBInstance: {
    kind: 'SLBInstance',
    apiVersion: 'sluice.dev/v1alpha1',
    namespaced: false,
    name: dnsSubdomain,
    read: readSlbInstance,
    older: {},
  },
};

/** The entry of a kind by its name, if it is one that is read. */
export function apiKind(name: string): ApiKind | undefined {
  return Object.values(apiKinds).find((entry) => entry.kind === name);
}

/** True when a version of some kind of ours is of the same API group as `apiVersion`. */
export function isKnownGroup(apiVersion: string): boolean {
  return groups.has(groupOf(apiVersion));
}

const groups: ReadonlySet<string> = new Set(
  Object.values(apiKinds)
    .flatMap((entry) => [entry.apiVersion, ...Object.keys(entry.older)])
    .map(groupOf),
);

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
