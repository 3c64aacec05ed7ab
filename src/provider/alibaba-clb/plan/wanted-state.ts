import { stableJson } from '../../../base/index.ts';
import type { DefaultCertificate, Listener, LoadBalancer } from '../../../model/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import { certificateName, listenerDescription, serverGroupName } from '../names.ts';
import { mapExtensions } from '../rules/map-extensions.ts';
import { mapRules } from '../rules/map-rules.ts';
import type { WantedRules } from '../rules/wanted-rules.ts';
import { listenerSettings, redirectsToHttps } from '../wish/listener-settings.ts';
import type { ClbListener, ListenerKey, ListenerSettings } from '../world/clb-world.ts';
import type { ClbActual } from './clb-actual.ts';
import { type LimitedRules, limitBackends } from './limit-backends.ts';
import type { CertificateSource } from './operations.ts';

/** A rule with the name of its group. */
export interface GroupRule {
  readonly domain: string | undefined;
  readonly url: string | undefined;
  readonly group: string;
}

/** A listener as it is to be. */
export interface WantedListener extends ListenerKey {
  /** The name of the default group; absent where the listener forwards to another. */
  readonly group: string | undefined;
  /** Of HTTPS, the name of the default certificate; absent: that which is there stays. */
  readonly certificate: string | undefined;
  /** Of HTTP, the HTTPS port that requests are sent to. */
  readonly forwardPort: number | undefined;
  /** Absent: settings and description stay as they are. */
  readonly wish: { readonly settings: ListenerSettings; readonly description: string } | undefined;
}

/** A group that is needed. */
export interface WantedGroup {
  readonly backend: string;
  /** How many members it may be made with. */
  readonly most: number;
}

/** What an instance is to carry. All groups and certificates are named by name. */
export interface WantedState {
  readonly loadBalancer: string;
  readonly listeners: readonly WantedListener[];
  readonly rules: readonly GroupRule[];
  /** The groups that are needed, by name. */
  readonly groups: ReadonlyMap<string, WantedGroup>;
  /** Of the HTTPS listener, by the name of the certificate. */
  readonly extensions: readonly { readonly domain: string; readonly certificate: string }[];
  /** Where each certificate comes from that is needed. */
  readonly certificates: ReadonlyMap<string, CertificateSource>;
  readonly problems: readonly ProviderProblem[];
}

/**
 * What the instance of a load balancer is to carry, within the quotas of an instance. `kept`: listeners that are not to be turned into
 * others, because objects that speak for them may be missing.
 */
export function wantedState(
  loadBalancer: LoadBalancer,
  actual: ClbActual,
  kept: readonly ClbListener[],
): WantedState {
  const { clusterId, quotas, approximation } = actual.settings;
  const mapped = mapRules(loadBalancer, { approximation, rulesPerListener: quotas.rulesPerListener });
  const rules = limitBackends(loadBalancer, mapped, actual.backends, quotas.backendsPerInstance);
  const extensions = mapExtensions(loadBalancer, rules, quotas.extensionsPerListener);
  const certificates = new Map<string, CertificateSource>();
  const use = (id: string, source: CertificateSource): string => {
    const name = certificateName(clusterId, id);
    certificates.set(name, source);
    return name;
  };
  const context = { loadBalancer, actual, kept, rules, use };
  return {
    loadBalancer: loadBalancer.id,
    listeners: loadBalancer.listeners.map((listener) => wantedListener(listener, context)),
    rules: rules.rules.map(({ domain, url, backend }) => ({
      domain,
      url,
      group: serverGroupName(clusterId, backend),
    })),
    groups: neededGroups(clusterId, rules),
    extensions: extensions.extensions.map(({ domain, certificate }) => ({
      domain,
      certificate: use(certificate.fingerprint, { kind: 'secret', certificate }),
    })),
    certificates,
    problems: [...rules.problems, ...extensions.problems],
  };
}

interface ListenerContext {
  readonly loadBalancer: LoadBalancer;
  readonly actual: ClbActual;
  readonly kept: readonly ClbListener[];
  readonly rules: WantedRules;
  /** Notes that a certificate is needed, and returns its name. */
  readonly use: (id: string, source: CertificateSource) => string;
}

function wantedListener(listener: Listener, context: ListenerContext): WantedListener {
  const { port, protocol } = listener;
  const { loadBalancer, actual, rules } = context;
  const { clusterId } = actual.settings;
  const forwardPort = protocol === 'http' ? forwardedTo(context) : undefined;
  if (forwardPort !== undefined) {
    return { port, protocol, group: undefined, certificate: undefined, forwardPort, wish: undefined };
  }
  const settings = listenerSettings(loadBalancer.cloud, protocol);
  return {
    port,
    protocol,
    group: serverGroupName(clusterId, rules.fallback),
    certificate: protocol === 'https' ? wantedDefault(listener.defaultCertificate, context) : undefined,
    forwardPort,
    wish: { settings, description: listenerDescription(clusterId, port, stableJson(settings)) },
  };
}

/** The fake certificate takes the place of no other while the first Ingress may be missing. */
function wantedDefault(
  wanted: DefaultCertificate,
  { actual, kept, use }: ListenerContext,
): string | undefined {
  if (wanted.kind === 'secret') return use(wanted.certificate.fingerprint, wanted);
  if (kept.some(({ protocol }) => protocol === 'https')) return undefined;
  return use(actual.fakeCertificate, { kind: 'fake', id: actual.fakeCertificate });
}

function neededGroups(
  clusterId: string,
  { rules, fallback, shares }: LimitedRules,
): ReadonlyMap<string, WantedGroup> {
  const backends = new Set([...rules.map(({ backend }) => backend), fallback]);
  return new Map(
    [...backends].sort().map((backend) => {
      const most = shares.get(backend) ?? Number.POSITIVE_INFINITY;
      return [serverGroupName(clusterId, backend), { backend, most }];
    }),
  );
}

function forwardedTo({ loadBalancer, kept, rules }: ListenerContext): number | undefined {
  const http = kept.find(({ protocol }) => protocol === 'http');
  if (http !== undefined) return http.forwardPort;
  if (!redirectsToHttps(loadBalancer.cloud) && !rules.redirectsHttp) return undefined;
  return loadBalancer.listeners.find(({ protocol }) => protocol === 'https')?.port;
}
