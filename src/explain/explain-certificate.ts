import type { CertificateFacts, CertificateRef, LoadBalancer } from '../model/index.ts';
import { HostTable, hostName } from '../proxy/index.ts';
import type { ExplainedCertificate } from './explanation.ts';
import type { AskedRequest } from './query.ts';
import type { RuleIndex } from './rule-index.ts';
import type { ExplainSources } from './sources.ts';

const mostNames = 20;

/** The certificate a client is shown, chosen by its SNI as the listener chooses; undefined without TLS. */
export function explainCertificate(
  balancer: LoadBalancer,
  request: AskedRequest,
  sources: ExplainSources,
  index: RuleIndex,
): ExplainedCertificate | undefined {
  if (!request.secure) return undefined;
  const serverName = request.byAddress ? undefined : hostName(request.connectHost);
  const found = serverName === undefined ? undefined : findByName(balancer, serverName);
  const sni = serverName === undefined ? {} : { serverName };
  if (found !== undefined) {
    const exact = !found.host.startsWith('*.');
    const text = exact
      ? `The certificate for ${found.host}.`
      : `No certificate is for ${serverName} itself; that for ${found.host} is shown.`;
    return {
      ...sni,
      kind: exact ? 'exact' : 'wildcard',
      ...describeSecret(found.certificate, serverName, sources),
      text,
    };
  }
  const why =
    serverName === undefined
      ? 'A client that connects to an address sends no server name, so it is shown the default certificate.'
      : (complaint(serverName, index) ?? `No Ingress of this instance has a certificate for ${serverName}.`);
  const standard = balancer.listeners.find((listener) => listener.protocol === 'https')?.defaultCertificate;
  if (standard === undefined || standard.kind === 'fake') {
    const text = `${why} The default certificate is the fake one, because the Ingress that decides names no usable Secret.`;
    return { ...sni, kind: 'fake', names: [], coversServerName: false, expired: false, text };
  }
  return { ...sni, kind: 'default', ...describeSecret(standard.certificate, serverName, sources), text: why };
}

interface NamedCertificate {
  readonly host: string;
  readonly certificate: CertificateRef;
}

function findByName(balancer: LoadBalancer, name: string): NamedCertificate | undefined {
  const table = new HostTable<NamedCertificate>();
  for (const entry of balancer.certificates) table.set(entry.host, entry);
  return table.find(name);
}

function describeSecret(
  ref: CertificateRef,
  serverName: string | undefined,
  { certificates, now }: ExplainSources,
): Pick<ExplainedCertificate, 'secret' | 'names' | 'coversServerName' | 'notAfter' | 'expired'> {
  const facts = certificates.find(({ certificate }) => sameCertificate(certificate, ref));
  return {
    secret: `${ref.namespace}/${ref.name}`,
    names: (facts?.names ?? []).slice(0, mostNames),
    coversServerName: serverName !== undefined && covers(facts?.names ?? [], serverName),
    ...dateOf(facts),
    expired: facts !== undefined && now() >= facts.notAfter,
  };
}

function sameCertificate(a: CertificateRef, b: CertificateRef): boolean {
  return a.namespace === b.namespace && a.name === b.name && a.fingerprint === b.fingerprint;
}

function covers(names: readonly string[], serverName: string): boolean {
  const table = new HostTable<{ readonly name: string }>();
  for (const name of names) if (name !== '*') table.set(name, { name });
  return table.find(serverName) !== undefined;
}

/** A certificate is the user's: its date may be beyond what a Date can hold. */
function dateOf(facts: CertificateFacts | undefined): { readonly notAfter?: string } {
  if (facts === undefined || !(Math.abs(facts.notAfter) <= 8.64e15)) return {};
  return { notAfter: new Date(facts.notAfter).toISOString() };
}

/** What is wrong with the certificate that an Ingress of the host names. */
function complaint(serverName: string, index: RuleIndex): string | undefined {
  const dot = serverName.indexOf('.');
  const rules = [...index.ofHost(serverName), ...(dot > 0 ? index.ofHost(`*${serverName.slice(dot)}`) : [])];
  const complaints = rules.flatMap(({ ingress }) =>
    index.reportsOn(ingress).filter(({ reason }) => aboutSecrets.has(reason)),
  );
  const [first] = complaints;
  return first === undefined ? undefined : `${sentence(first.message)} (${first.reason}).`;
}

const aboutSecrets: ReadonlySet<string> = new Set([
  'CertificateNotFound',
  'CertificateInvalid',
  'CertificateKeyMismatch',
  'CertificateHostMismatch',
]);

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
}
