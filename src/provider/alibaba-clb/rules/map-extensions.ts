import {
  type CertificateRef,
  formatRef,
  type HostCertificate,
  type LoadBalancer,
  type ObjectRef,
  type RoutingTable,
} from '../../../model/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import type { WantedExtension, WantedExtensions, WantedRules } from './wanted-rules.ts';

type Mappable = Pick<LoadBalancer, 'certificates' | 'listeners' | 'owners' | 'routing'>;

/**
 * Says the certificates by server name in domain extensions, as few as give each domain of a rule its certificate. CLB uses
 * an extension only where a rule has the same domain, so a certificate without one is reported. Beyond `quota` the domains
 * of the youngest Ingresses give way: clients that ask for them see the default certificate, or that of a wildcard.
 */
export function mapExtensions(
  loadBalancer: Mappable,
  { rules }: Pick<WantedRules, 'rules'>,
  quota: number,
): WantedExtensions {
  const { certificates } = loadBalancer;
  const domains = [...new Set(rules.flatMap(({ domain }) => domain ?? []))];
  const byHost = new Map(certificates.map((entry) => [entry.host, entry]));
  const used = new Set<HostCertificate>();
  const wanted: WantedExtension[] = [];
  for (const domain of domains) {
    const entry = byHost.get(domain) ?? byHost.get(`*${domain.slice(domain.indexOf('.'))}`);
    if (entry === undefined) continue;
    used.add(entry);
    wanted.push({ domain, certificate: entry.certificate });
  }
  const needed = leaveOutEqual(wanted, defaultOf(loadBalancer));
  const age = createAge(loadBalancer);
  const byAge = [...needed].sort((a, b) => age(a.domain) - age(b.domain));
  const kept = new Set(byAge.slice(0, Math.max(0, quota)));
  return {
    extensions: needed.filter((extension) => kept.has(extension)),
    problems: [
      ...certificates.filter((entry) => !used.has(entry)).map((entry) => reportUnused(entry, loadBalancer)),
      ...needed
        .filter((extension) => !kept.has(extension))
        .map((extension) => reportLeft(extension, loadBalancer, quota)),
    ],
  };
}

/** What clients see anyway needs no extension: the default certificate, or that of the nearest wildcard above. */
function leaveOutEqual(
  wanted: readonly WantedExtension[],
  standard: CertificateRef | undefined,
): readonly WantedExtension[] {
  const byDomain = new Map(wanted.map((extension) => [extension.domain, extension]));
  return wanted.filter(({ domain, certificate }) => {
    const wildcard = wildcardsAbove(domain).find((name) => byDomain.has(name));
    const above = wildcard === undefined ? standard : byDomain.get(wildcard)?.certificate;
    return certificate.fingerprint !== above?.fingerprint;
  });
}

/** The wildcards that take a domain as CLB reads them, any number of labels up; the nearest first. */
function wildcardsAbove(domain: string): readonly string[] {
  const labels = domain.split('.').slice(domain.startsWith('*.') ? 2 : 1);
  return labels.map((_, from) => `*.${labels.slice(from).join('.')}`);
}

function defaultOf({ listeners }: Mappable): CertificateRef | undefined {
  const listener = listeners.find(({ protocol }) => protocol === 'https');
  if (listener?.protocol !== 'https') return undefined;
  const { defaultCertificate } = listener;
  return defaultCertificate.kind === 'secret' ? defaultCertificate.certificate : undefined;
}

/** The place of the oldest Ingress with rules for a domain. */
function createAge({ routing, owners }: Mappable): (domain: string) => number {
  const places = new Map(owners.map((owner, place) => [formatRef(owner), place]));
  const ages = new Map(
    routing.hosts.map(({ host, routes }) => {
      const own = routes.map(({ origin }) => places.get(formatRef(origin)) ?? owners.length);
      return [host, Math.min(owners.length, ...own)] as const;
    }),
  );
  return (domain) => ages.get(domain) ?? owners.length;
}

function reportUnused({ host, certificate }: HostCertificate, loadBalancer: Mappable): ProviderProblem {
  const { namespace, name } = certificate;
  const message = `The load balancer shows the certificate of Secret ${namespace}/${name} for ${host} only where a rule has that host: clients that ask for it see another. Add a rule for ${host}.`;
  return withObjects('UnsupportedByProvider', message, concerned(host, certificate, loadBalancer));
}

function reportLeft(
  { domain, certificate }: WantedExtension,
  loadBalancer: Mappable,
  quota: number,
): ProviderProblem {
  const { namespace, name } = certificate;
  const message = `A listener may have ${quota} certificates beside the default one, and older Ingresses use them up: that of Secret ${namespace}/${name} is not shown for ${domain}.`;
  return withObjects('ProviderQuotaExceeded', message, concerned(domain, certificate, loadBalancer));
}

function withObjects(
  reason: ProviderProblem['reason'],
  message: string,
  objects: readonly ObjectRef[],
): ProviderProblem {
  return objects.length === 0 ? { reason, message } : { reason, message, objects };
}

/** Who may have named the Secret: Ingresses of its namespace, those with rules for the host where there are any. */
function concerned(
  host: string,
  { namespace }: CertificateRef,
  { routing, owners }: Mappable,
): readonly ObjectRef[] {
  const near = owners.filter((owner) => owner.namespace === namespace);
  const withRules = new Set(originsOf(host, routing));
  const own = near.filter((owner) => withRules.has(formatRef(owner)));
  return own.length > 0 ? own : near;
}

function originsOf(host: string, { hosts }: RoutingTable): readonly string[] {
  const routes = hosts.find((entry) => entry.host === host)?.routes ?? [];
  return routes.map(({ origin }) => formatRef(origin));
}
