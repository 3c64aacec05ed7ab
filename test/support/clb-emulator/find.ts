import { refuse } from './api-error.ts';
import type { Cloud } from './cloud.ts';
import { parseTexts } from './json-parameter.ts';
import { missing, type Parameters } from './parameters.ts';
import type {
  Certificate,
  DomainExtension,
  Instance,
  Leftover,
  Listener,
  Rule,
  ServerGroup,
} from './state.ts';

/** The instance a call names, in its region. Throws `InvalidLoadBalancerId.NotFound`. */
export function findInstance(cloud: Cloud, p: Parameters): Instance {
  const instance = cloud.state.instances.get(p.need('LoadBalancerId'));
  if (instance === undefined || instance.region !== p.need('RegionId')) {
    refuse(404, 'InvalidLoadBalancerId.NotFound', 'The specified LoadBalancerId does not exist.');
  }
  return instance;
}

/** The listener a call names by port, and by protocol where two share the port. Throws `ListenerNotFound`. */
export function findListener(instance: Instance, p: Parameters): Listener {
  const port = p.number('ListenerPort');
  const protocol = p.get('ListenerProtocol');
  const found = instance.listeners.filter(
    (listener) => listener.port === port && (protocol === undefined || listener.protocol === protocol),
  );
  if (found.length > 1) missing('ListenerProtocol');
  return found[0] ?? refuse(404, 'ListenerNotFound', 'The specified listener does not exist.');
}

/** The group and its instance. Throws `InvalidParameter` (404). */
export function findGroup(
  cloud: Cloud,
  id: string,
  region: string,
): { instance: Instance; group: ServerGroup } {
  for (const instance of cloud.state.instances.values()) {
    if (instance.region !== region) continue;
    const group = instance.serverGroups.find((candidate) => candidate.id === id);
    if (group !== undefined) return { instance, group };
  }
  refuse(404, 'InvalidParameter', 'The specified vServer group does not exist.');
}

/** The group a listener or rule of the instance is to use: its own, and with servers where that is asked for. */
export function usableGroup(cloud: Cloud, instance: Instance, id: string): ServerGroup {
  const found = findGroup(cloud, id, instance.region);
  if (found.instance !== instance) {
    const code = cloud.switches.foreignGroupCode;
    refuse(code === 'InvalidParameter' ? 404 : 400, code, 'The vServer group belongs to another instance.');
  }
  if (cloud.switches.emptyServerGroup === 'refused' && membersOf(found.group).length === 0) {
    refuse(400, 'VServerGroupEmpty', 'The vServer group has no servers.');
  }
  return found.group;
}

/** The members as they are or will be. */
export const membersOf = (group: ServerGroup): ServerGroup['backends'] =>
  group.pendingBackends ?? group.backends;

/** A rule, and the listener (or what a deleted one left) that holds it. */
export function findRule(
  cloud: Cloud,
  id: string,
  region: string,
): { instance: Instance; holder: Listener | Leftover; rule: Rule } {
  for (const instance of cloud.state.instances.values()) {
    if (instance.region !== region) continue;
    for (const holder of [...instance.listeners, ...instance.leftovers]) {
      const rule = holder.rules.find((candidate) => candidate.id === id);
      if (rule !== undefined) return { instance, holder, rule };
    }
  }
  refuse(404, 'InvalidRuleId.NotFound', 'The specified rule does not exist.');
}

/** A domain extension, and what holds it. Throws `InvalidParameter.DomainExtensionId`. */
export function findExtension(
  cloud: Cloud,
  id: string,
  region: string,
): { instance: Instance; holder: Listener | Leftover; extension: DomainExtension } {
  for (const instance of cloud.state.instances.values()) {
    if (instance.region !== region) continue;
    for (const holder of [...instance.listeners, ...instance.leftovers]) {
      const extension = holder.extensions.find((candidate) => candidate.id === id);
      if (extension !== undefined) return { instance, holder, extension };
    }
  }
  refuse(400, 'InvalidParameter.DomainExtensionId', 'The specified domain extension does not exist.');
}

/** Throws `ServerCertificateId.NotFound`: a certificate of another region does not exist here. */
export function findCertificate(cloud: Cloud, id: string, region: string): Certificate {
  const certificate = cloud.state.certificates.get(id);
  if (certificate === undefined || certificate.region !== region) {
    refuse(404, 'ServerCertificateId.NotFound', 'The specified certificate does not exist.');
  }
  return certificate;
}

/** The instances a call concerns, whatever it names them by. */
export function concernedInstances(cloud: Cloud, p: Parameters): readonly Instance[] {
  const isListener = p.get('ResourceType') === 'listener';
  const ids = new Set([
    p.get('LoadBalancerId') ?? '',
    ...p.list('LoadBalancerId'),
    // `lb_protocol_port`
    ...p.list('ResourceId').map((id) => (isListener ? (id.split('_')[0] ?? '') : id)),
    p.get('VServerGroupId') ?? '',
    p.get('RuleId') ?? '',
    ...(parseTexts(p.get('RuleIds') ?? '') ?? []),
    p.get('DomainExtensionId') ?? '',
  ]);
  const isNamed = ({ id }: { readonly id: string }): boolean => ids.has(id);
  return [...cloud.state.instances.values()].filter(
    (instance) =>
      isNamed(instance) ||
      instance.serverGroups.some(isNamed) ||
      [...instance.listeners, ...instance.leftovers].some(
        ({ rules, extensions }) => rules.some(isNamed) || extensions.some(isNamed),
      ),
  );
}
