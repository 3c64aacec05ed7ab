import { type Action, type ActionTable, hasTags, reads } from '../action.ts';
import { type Answer, plainTags, tagsJson, wrapped } from '../answer.ts';
import { refuse } from '../api-error.ts';
import { findInstance } from '../find.ts';
import { integer, list, optional, required, tagList } from '../parameters.ts';
import type { Instance, Listener } from '../state.ts';
import { port } from './listener-parameters.ts';
import { readToken, tokenAfter } from './page-token.ts';
import { describeRule } from './rules.ts';
import { settingsJson } from './settings-json.ts';

/** The list tells these beside the block of the protocol. */
const shared = new Set(['Scheduler', 'AclStatus', 'AclType', 'AclId']);

const describeListeners: Action = reads(
  {
    LoadBalancerId: list(10),
    ListenerPort: optional(port),
    ListenerProtocol: optional(),
    Description: optional(),
    Tag: tagList,
    MaxResults: optional(integer(1, 100)),
    NextToken: optional(),
  },
  (cloud, p) => {
    const ids = p.list('LoadBalancerId');
    for (const id of ids) {
      const isKnown = cloud.state.instances.get(id)?.region === p.need('RegionId');
      if (!isKnown && cloud.switches.unknownInstanceInList === 'refused') {
        refuse(404, 'InvalidLoadBalancerId.NotFound', 'The specified LoadBalancerId does not exist.');
      }
    }
    const found = [...cloud.state.instances.values()]
      .filter(
        (instance) =>
          instance.region === p.get('RegionId') && (ids.length === 0 || ids.includes(instance.id)),
      )
      .flatMap((instance) => instance.listeners.map((listener) => ({ instance, listener })))
      .filter(
        ({ listener }) =>
          (p.number('ListenerPort') ?? listener.port) === listener.port &&
          (p.get('ListenerProtocol') ?? listener.protocol) === listener.protocol &&
          (p.get('Description') ?? listener.description) === listener.description &&
          hasTags(listener.tags, p.tags),
      );
    const size = p.number('MaxResults') ?? 20;
    const start = readToken(p.get('NextToken'));
    const next = start + size;
    return {
      Listeners: found.slice(start, next).map(({ instance, listener }) => listItem(instance, listener)),
      MaxResults: size,
      NextToken: tokenAfter(next, found.length),
      TotalCount: found.length,
    };
  },
);

/** Without rules and domain extensions, and with plain arrays where other actions wrap. */
function listItem(instance: Instance, listener: Listener): Answer {
  const own = Object.fromEntries(
    Object.entries(settingsJson(listener.settings)).filter(([name]) => !shared.has(name)),
  );
  const block: Answer = {
    ...own,
    ...(listener.protocol === 'http' ? forwardFields(listener) : {}),
    ...(listener.protocol === 'https' ? certificateFields(listener) : {}),
  };
  const acl = listener.settings['AclId'];
  return {
    LoadBalancerId: instance.id,
    ListenerPort: listener.port,
    ListenerProtocol: listener.protocol,
    Status: listener.status,
    Description: listener.description,
    BackendServerPort: listener.backendServerPort,
    VServerGroupId: listener.serverGroupId,
    Bandwidth: listener.bandwidth,
    Scheduler: listener.settings['Scheduler'],
    AclStatus: listener.settings['AclStatus'],
    AclType: listener.settings['AclType'],
    AclId: acl,
    AclIds: acl === undefined ? [] : acl.split(','),
    Tags: plainTags(listener.tags),
    [`${listener.protocol.toUpperCase()}ListenerConfig`]: block,
  };
}

/** One listener, with everything. */
function describeListener(protocol: 'http' | 'https'): Action {
  return reads({ LoadBalancerId: required(), ListenerPort: required(port) }, (cloud, p) => {
    const instance = findInstance(cloud, p);
    const listener =
      instance.listeners.find((one) => one.port === p.number('ListenerPort') && one.protocol === protocol) ??
      refuse(400, 'InvalidParameter', 'The specified resource does not exist.');
    const acl = listener.settings['AclId'];
    return {
      ...settingsJson(listener.settings),
      ListenerPort: listener.port,
      Status: listener.status,
      SecurityStatus: 'off',
      Description: listener.description,
      BackendServerPort: listener.backendServerPort,
      VServerGroupId: listener.serverGroupId,
      Bandwidth: listener.bandwidth,
      AclIds: wrapped('AclId', acl === undefined ? [] : acl.split(',')),
      Rules: wrapped('Rule', listener.rules.map(describeRule)),
      Tags: tagsJson(listener.tags),
      ...(protocol === 'http' ? forwardFields(listener) : certificateFields(listener)),
      DomainExtensions:
        protocol === 'http'
          ? undefined
          : wrapped(
              'DomainExtension',
              listener.extensions.map((extension) => ({
                DomainExtensionId: extension.id,
                Domain: extension.domain,
                ServerCertificateId: extension.certificateId,
              })),
            ),
    };
  });
}

function forwardFields(listener: Listener): Answer {
  return {
    ListenerForward: listener.forwardPort === undefined ? 'off' : 'on',
    ForwardPort: listener.forwardPort,
  };
}

function certificateFields(listener: Listener): Answer {
  return { ServerCertificateId: listener.certificateId, CACertificateId: listener.caCertificateId };
}

export const describeListenerActions: ActionTable = {
  DescribeLoadBalancerListeners: describeListeners,
  DescribeLoadBalancerHTTPListenerAttribute: describeListener('http'),
  DescribeLoadBalancerHTTPSListenerAttribute: describeListener('https'),
};
