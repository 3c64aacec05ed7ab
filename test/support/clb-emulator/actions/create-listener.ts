import { type Action, writes } from '../action.ts';
import { refuse } from '../api-error.ts';
import type { Cloud } from '../cloud.ts';
import { findCertificate, findInstance, usableGroup } from '../find.ts';
import { invalid, missing, type Parameters } from '../parameters.ts';
import type { Instance, Listener } from '../state.ts';
import { refuseLocked } from './change-instance.ts';
import { listenerParameters, mergeSettings } from './listener-parameters.ts';

export const createHttpListener: Action = createListener('http');
export const createHttpsListener: Action = createListener('https');

/** A new listener is stopped. */
function createListener(protocol: 'http' | 'https'): Action {
  return writes(listenerParameters(protocol, 'create'), (cloud, p) => {
    const instance = findInstance(cloud, p);
    refuseLocked(instance);
    checkPort(cloud, instance, Number(p.need('ListenerPort')));
    const listener = newListener(cloud, instance, p, protocol);
    checkBandwidth(instance, listener, listener.bandwidth);
    instance.listeners.push({ ...listener, ...takeLeftovers(instance, listener) });
    instance.listeners.sort((a, b) => a.port - b.port);
    return {};
  });
}

/** TCP, HTTP and HTTPS exclude each other on a port. UDP is another transport. */
function checkPort(cloud: Cloud, instance: Instance, port: number): void {
  if (instance.listeners.some((other) => other.port === port && other.protocol !== 'udp')) {
    refuse(400, 'ListenerAlreadyExists', 'There is already a listener on this port.');
  }
  if (instance.listeners.length >= cloud.quotas.listenersPerInstance) {
    refuse(400, 'ListenerNumberOverLimit', 'The instance has as many listeners as it may have.');
  }
}

function newListener(cloud: Cloud, instance: Instance, p: Parameters, protocol: 'http' | 'https'): Listener {
  const forwardPort = p.get('ListenerForward') === 'on' ? checkForward(instance, p) : undefined;
  if (forwardPort === undefined && p.get('ForwardPort') !== undefined) invalid('ForwardPort');
  const groupId = p.get('VServerGroupId');
  if (forwardPort === undefined && groupId === undefined) p.need('BackendServerPort');
  if (groupId !== undefined) usableGroup(cloud, instance, groupId);
  const certificateId = p.get('ServerCertificateId');
  if (protocol === 'https') checkTls(cloud, instance, p, certificateId ?? missing('ServerCertificateId'));
  return {
    port: Number(p.need('ListenerPort')),
    protocol,
    status: 'stopped',
    settledStatus: 'stopped',
    description: p.get('Description') ?? '',
    tags: new Map(p.tags),
    serverGroupId: groupId,
    backendServerPort: groupId === undefined ? p.number('BackendServerPort') : undefined,
    certificateId,
    caCertificateId: p.get('CACertificateId'),
    forwardPort,
    bandwidth: p.number('Bandwidth') ?? -1,
    settings: mergeSettings(protocol, {}, p),
    rules: [],
    extensions: [],
  };
}

/** A forward has no group of its own, and an HTTPS listener to forward to. */
function checkForward(instance: Instance, p: Parameters): number {
  const port = Number(p.need('ForwardPort'));
  if (p.get('VServerGroupId') !== undefined) invalid('VServerGroupId');
  if (!instance.listeners.some((other) => other.port === port && other.protocol === 'https')) {
    invalid('ForwardPort');
  }
  return port;
}

/** Throws where the certificate is unknown in the region, or the instance cannot have a policy. */
export function checkTls(cloud: Cloud, instance: Instance, p: Parameters, certificateId: string): void {
  findCertificate(cloud, certificateId, instance.region);
  if (p.get('TLSCipherPolicy') !== undefined && instance.specification === '') {
    refuse(400, 'UnsupportedParameter', 'A shared-performance instance has no TLS policies.');
  }
}

/** The listeners of an instance billed by bandwidth share it. */
export function checkBandwidth(instance: Instance, listener: Listener, bandwidth: number): void {
  if (instance.internetChargeType !== 'paybybandwidth') return;
  const others = instance.listeners.filter((other) => other !== listener && other.bandwidth > 0);
  const sum = others.reduce((total, other) => total + other.bandwidth, Math.max(0, bandwidth));
  if (sum > instance.bandwidth) invalid('Bandwidth');
}

/** What a listener of this port left when it was deleted, where deletion does not cascade. */
function takeLeftovers(
  instance: Instance,
  { port, protocol }: Listener,
): Pick<Listener, 'rules' | 'extensions'> {
  const left = instance.leftovers.find((entry) => entry.port === port && entry.protocol === protocol);
  instance.leftovers = instance.leftovers.filter((entry) => entry !== left);
  return { rules: left?.rules ?? [], extensions: left?.extensions ?? [] };
}
