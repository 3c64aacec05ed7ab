import type { IngressStatus } from '../../controller/index.ts';
import { formatRef, type LoadBalancer, type ObjectRef } from '../../model/index.ts';
import type { CertificateView } from './certificate-rows.ts';

/** Why a load balancer shows the fake certificate where no host has one, in a sentence that names the Ingress that decides. */
export function fakeReason(balancer: LoadBalancer, view: CertificateView): string {
  const { defaultCertificate: rule } = view;
  const decider = findDecider(balancer, view);
  if (decider === undefined) return `No Ingress of it names a Secret in spec.tls (${rule}).`;
  const { namespace = '', name } = decider.ingress.metadata;
  const ingress = formatRef({ kind: 'Ingress', namespace, name });
  const index = firstSecret(decider);
  if (index < 0) return `${ingress}, whose Secret would be the default (${rule}), names none in spec.tls.`;
  const field = `spec.tls[${index}].secretName`;
  const secret = decider.ingress.spec.tls?.[index]?.secretName ?? '';
  const report = decider.reports.find((one) => one.field === field && one.reason.startsWith('Certificate'));
  const why = report === undefined ? 'which cannot be used' : report.reason;
  return `${ingress}, whose Secret would be the default (${rule}), names ${namespace}/${secret}: ${why}.`;
}

function findDecider(balancer: LoadBalancer, view: CertificateView): IngressStatus | undefined {
  const byName = new Map(view.ingresses.map((status) => [keyOf(status.ingress.metadata), status]));
  const find = (owner: ObjectRef | undefined): IngressStatus | undefined =>
    owner === undefined ? undefined : byName.get(keyOf(owner));
  switch (view.defaultCertificate) {
    case 'first-of-instance':
      return find(balancer.owners[0]);
    case 'first-in-cluster':
      return view.loadBalancers
        .flatMap(({ owners }) => find(owners[0]) ?? [])
        .reduce<IngressStatus | undefined>(
          (first, status) => (first === undefined || isBefore(status, first) ? status : first),
          undefined,
        );
    case 'first-with-secret':
      return balancer.owners.map(find).find((status) => status !== undefined && firstSecret(status) >= 0);
  }
}

function firstSecret({ ingress }: IngressStatus): number {
  return (ingress.spec.tls ?? []).findIndex(({ secretName = '' }) => secretName !== '');
}

function isBefore(a: IngressStatus, b: IngressStatus): boolean {
  const difference = a.ingress.metadata.creationTimestamp - b.ingress.metadata.creationTimestamp;
  return difference === 0 ? keyOf(a.ingress.metadata) < keyOf(b.ingress.metadata) : difference < 0;
}

function keyOf({ namespace = '', name }: { readonly namespace?: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}
