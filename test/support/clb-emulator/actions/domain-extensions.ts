import { type Action, type ActionTable, reads, writes } from '../action.ts';
import { type Answer, wrapped } from '../answer.ts';
import { refuse } from '../api-error.ts';
import type { Cloud } from '../cloud.ts';
import { findCertificate, findExtension, findInstance } from '../find.ts';
import { invalid, optional, type Parameters, required } from '../parameters.ts';
import type { DomainExtension, Instance, Listener } from '../state.ts';
import { isDomain } from './create-rules.ts';
import { port } from './listener-parameters.ts';

const onListener = { LoadBalancerId: required(), ListenerPort: required(port) };

/** Extensions belong to HTTPS listeners, of which a port has one at most. */
function findHttps(cloud: Cloud, p: Parameters): { instance: Instance; listener: Listener } {
  const instance = findInstance(cloud, p);
  const listener = instance.listeners.find(
    (one) => one.port === p.number('ListenerPort') && one.protocol !== 'udp',
  );
  if (listener === undefined) refuse(404, 'ListenerNotFound', 'The specified listener does not exist.');
  if (listener.protocol !== 'https') invalid('ListenerPort');
  return { instance, listener };
}

const create: Action = writes(
  { ...onListener, Domain: required(), ServerCertificateId: required() },
  (cloud, p) => {
    const { instance, listener } = findHttps(cloud, p);
    refuseShared(instance);
    const domain = p.need('Domain');
    if (!isDomain(domain, cloud.switches.domainLength)) invalid('Domain');
    findCertificate(cloud, p.need('ServerCertificateId'), instance.region);
    const isSpecific = cloud.switches.extensionRefusal === 'specific';
    if (listener.extensions.some((other) => other.domain.toLowerCase() === domain.toLowerCase())) {
      refuse(400, isSpecific ? 'DomainExist' : 'InvalidParameter', 'The domain has an extension already.');
    }
    if (listener.extensions.length >= cloud.quotas.extensionsPerListener) {
      refuse(
        400,
        isSpecific ? 'OverQuota' : 'InvalidParameter',
        'The listener has as many extensions as it may have.',
      );
    }
    const extension = { id: `de-${cloud.newId()}`, domain, certificateId: p.need('ServerCertificateId') };
    listener.extensions.push(extension);
    return { DomainExtensionId: extension.id, ListenerPort: listener.port };
  },
);

const set: Action = writes({ DomainExtensionId: required(), ServerCertificateId: required() }, (cloud, p) => {
  const region = p.need('RegionId');
  const { instance, extension } = findExtension(cloud, p.need('DomainExtensionId'), region);
  refuseShared(instance);
  extension.certificateId = findCertificate(cloud, p.need('ServerCertificateId'), region).id;
  return {};
});

const remove: Action = writes({ DomainExtensionId: required() }, (cloud, p) => {
  const { holder, extension } = findExtension(cloud, p.need('DomainExtensionId'), p.need('RegionId'));
  holder.extensions.splice(holder.extensions.indexOf(extension), 1);
  return {};
});

const describeAll: Action = reads({ ...onListener, DomainExtensionId: optional() }, (cloud, p) => {
  const { listener } = findHttps(cloud, p);
  const id = p.get('DomainExtensionId');
  const found = listener.extensions.filter((extension) => id === undefined || extension.id === id);
  return { DomainExtensions: wrapped('DomainExtension', found.map(describe)) };
});

const describeOne: Action = reads({ DomainExtensionId: required() }, (cloud, p) => {
  const { instance, holder, extension } = findExtension(
    cloud,
    p.need('DomainExtensionId'),
    p.need('RegionId'),
  );
  return { ...describe(extension), LoadBalancerId: instance.id, ListenerPort: holder.port };
});

function describe(extension: DomainExtension): Answer {
  return {
    DomainExtensionId: extension.id,
    Domain: extension.domain,
    ServerCertificateId: extension.certificateId,
  };
}

function refuseShared(instance: Instance): void {
  if (instance.specification === '') {
    refuse(400, 'UnsupportedOperation', 'A shared-performance instance has no domain extensions.');
  }
}

export const domainExtensionActions: ActionTable = {
  CreateDomainExtension: create,
  SetDomainExtensionAttribute: set,
  DeleteDomainExtension: remove,
  DescribeDomainExtensions: describeAll,
  DescribeDomainExtensionAttribute: describeOne,
};
