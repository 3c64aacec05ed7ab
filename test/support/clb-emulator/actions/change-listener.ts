import { type Action, type ActionTable, writes } from '../action.ts';
import { refuse } from '../api-error.ts';
import type { Cloud } from '../cloud.ts';
import { findInstance, findListener, usableGroup } from '../find.ts';
import { invalid, oneOf, optional, type Parameters, required } from '../parameters.ts';
import type { Instance, Listener } from '../state.ts';
import { refuseLocked } from './change-instance.ts';
import { checkBandwidth, checkTls } from './create-listener.ts';
import { listenerParameters, mergeSettings, port } from './listener-parameters.ts';

const named = {
  LoadBalancerId: required(),
  ListenerPort: required(port),
  ListenerProtocol: optional(oneOf('http', 'https', 'tcp', 'udp')),
};

/** What is not mentioned stays as it is. Forwards cannot be changed. */
function setListener(protocol: 'http' | 'https'): Action {
  return writes(listenerParameters(protocol, 'set'), (cloud, p) => {
    const instance = findInstance(cloud, p);
    refuseLocked(instance);
    const listener =
      instance.listeners.find((one) => one.port === p.number('ListenerPort') && one.protocol === protocol) ??
      refuse(404, 'ListenerNotFound', 'The specified listener does not exist.');
    if (!isSettled(listener)) refuse(400, 'ServiceIsConfiguring', 'The listener is being configured.');
    const groupId = readGroup(cloud, instance, listener, p);
    const certificateId = p.get('ServerCertificateId');
    if (protocol === 'https') checkTls(cloud, instance, p, certificateId ?? listener.certificateId ?? '');
    const bandwidth = p.number('Bandwidth') ?? listener.bandwidth;
    checkBandwidth(instance, listener, bandwidth);

    listener.settings = mergeSettings(protocol, listener.settings, p);
    listener.serverGroupId = groupId;
    listener.certificateId = certificateId ?? listener.certificateId;
    listener.caCertificateId = p.get('CACertificateId') ?? listener.caCertificateId;
    listener.bandwidth = bandwidth;
    listener.description = p.get('Description') ?? listener.description;
    goThrough(cloud, listener, 'configuring', listener.settledStatus);
    return {};
  });
}

/** `VServerGroup=on` goes with an id, `off` returns to the default group, which needs a port the listener was born with. */
function readGroup(cloud: Cloud, instance: Instance, listener: Listener, p: Parameters): string | undefined {
  const groupId = p.get('VServerGroupId');
  const use = p.get('VServerGroup');
  if (use === undefined && groupId === undefined) return listener.serverGroupId;
  if (listener.forwardPort !== undefined) invalid('VServerGroup');
  if (use === 'off') {
    if (groupId !== undefined || listener.backendServerPort === undefined) invalid('VServerGroup');
    return undefined;
  }
  if (use === undefined) invalid('VServerGroup');
  return usableGroup(cloud, instance, p.need('VServerGroupId')).id;
}

const startListener: Action = writes(named, (cloud, p) => {
  const instance = findInstance(cloud, p);
  refuseLocked(instance);
  const listener = findListener(instance, p);
  if (listener.status !== 'stopped') {
    if (listener.settledStatus === 'running' && cloud.switches.startRunningListener === 'ignored') return {};
    refuseState();
  }
  goThrough(cloud, listener, 'starting', 'running');
  if (cloud.switches.inactiveWithoutListeners && instance.status === 'inactive') instance.status = 'active';
  return {};
});

const stopListener: Action = writes(named, (cloud, p) => {
  const instance = findInstance(cloud, p);
  refuseLocked(instance);
  const listener = findListener(instance, p);
  if (!isSettled(listener)) refuseState();
  goThrough(cloud, listener, 'stopping', 'stopped');
  return {};
});

/** Rules and extensions go with it, unless the switch says that they wait for the next listener of that port. */
const deleteListener: Action = writes(named, (cloud, p) => {
  const instance = findInstance(cloud, p);
  refuseLocked(instance);
  const listener = findListener(instance, p);
  if (listener.status === 'stopping') refuse(409, 'ServiceIsStopping', 'The listener is being stopped.');
  if (!isSettled(listener)) refuseState();
  if (
    listener.protocol === 'https' &&
    instance.listeners.some((other) => other.forwardPort === listener.port)
  ) {
    refuse(400, 'InvalidParameter', 'Another listener forwards to this one.');
  }
  instance.listeners = instance.listeners.filter((other) => other !== listener);
  cloud.linger(listener.serverGroupId);
  if (!cloud.switches.listenerDeletionCascades) {
    const { port, protocol, rules, extensions } = listener;
    instance.leftovers.push({ port, protocol, rules, extensions });
  }
  if (cloud.switches.inactiveWithoutListeners && instance.listeners.length === 0)
    instance.status = 'inactive';
  return {};
});

export const isSettled = (listener: Listener): boolean =>
  listener.status === 'running' || listener.status === 'stopped';

/** Shows the state between until the listener has settled. */
function goThrough(
  cloud: Cloud,
  listener: Listener,
  between: 'starting' | 'configuring' | 'stopping',
  end: 'running' | 'stopped',
): void {
  listener.status = between;
  listener.settledStatus = end;
  cloud.later(cloud.faults.listenerCalls, () => {
    listener.status = end;
  });
}

/** Throws the code of a call that does not go with the state of the listener. */
export function refuseState(): never {
  refuse(400, 'OperationFailed.ListenerStatusNotSupport', 'The state of the listener does not allow this.');
}

export const changeListenerActions: ActionTable = {
  SetLoadBalancerHTTPListenerAttribute: setListener('http'),
  SetLoadBalancerHTTPSListenerAttribute: setListener('https'),
  StartLoadBalancerListener: startListener,
  StopLoadBalancerListener: stopListener,
  DeleteLoadBalancerListener: deleteListener,
};
