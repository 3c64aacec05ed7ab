import { z } from 'zod';
import { type ListenerKey, type ListenerSettings, listenerSettingNames } from '../world/clb-world.ts';
import {
  integer,
  listOf,
  nothing,
  optionalInteger,
  optionalText,
  tags,
  text,
  textOrEmpty,
} from './answer-schema.ts';
import type { ClbAction } from './api-actions.ts';
import type { ClbApi, ClbListenerHead, CreateListener } from './clb-api.ts';
import { doneWhenGone, isGone } from './gone-objects.ts';
import { numbered, numberedTags } from './list-parameters.ts';
import { readPages } from './read-pages.ts';
import type { RpcClient, RpcParams } from './rpc-client.ts';

type ListenerActions = Pick<
  ClbApi,
  'changeListener' | 'createListener' | 'deleteListener' | 'describeListeners' | 'startListener'
>;

/** The largest page there is. */
const pageSize = 100;

/** CLB's word for "the port of the backend". */
const backendPort = '-520';

/** What HTTP and HTTPS listeners have of their own. */
const layer7 = z.looseObject({
  ListenerForward: textOrEmpty,
  ForwardPort: optionalInteger,
  ServerCertificateId: optionalText,
});

const listener = z
  .looseObject({
    LoadBalancerId: text,
    ListenerPort: integer,
    ListenerProtocol: text,
    Status: textOrEmpty,
    Description: textOrEmpty,
    VServerGroupId: optionalText,
    AclIds: listOf('AclId', text, 100),
    Tags: tags,
    HTTPListenerConfig: layer7.nullish(),
    HTTPSListenerConfig: layer7.nullish(),
  })
  .transform((it) => {
    const own = ownOf(it.ListenerProtocol, it.HTTPListenerConfig, it.HTTPSListenerConfig);
    const head: ClbListenerHead = {
      port: it.ListenerPort,
      protocol: it.ListenerProtocol,
      status: it.Status,
      description: it.Description,
      tags: it.Tags,
      serverGroupId: it.VServerGroupId,
      certificateId: own?.ServerCertificateId,
      forwardPort: own?.ListenerForward === 'on' ? own.ForwardPort : undefined,
      settings: own ? readSettings({ ...it, ...own }, it.AclIds) : {},
    };
    return { instanceId: it.LoadBalancerId, head };
  });

const listeners = z.object({ Listeners: listOf('Listener', listener, pageSize), NextToken: optionalText });

/** The part of {@link ClbApi} that concerns listeners. */
export function listenerActions(rpc: RpcClient<ClbAction>): ListenerActions {
  const describe = (instanceIds: readonly string[]): Promise<readonly z.infer<typeof listener>[]> => {
    const params = { ...numbered('LoadBalancerId', instanceIds), MaxResults: pageSize };
    return readPages('DescribeLoadBalancerListeners', async (token) => {
      const page = await rpc.call(
        'DescribeLoadBalancerListeners',
        { ...params, NextToken: token },
        listeners,
      );
      return { items: page.Listeners, next: page.NextToken };
    });
  };

  return {
    async describeListeners(instanceIds) {
      const byInstance = new Map<string, ClbListenerHead[]>(instanceIds.map((id) => [id, []]));
      const add = async (ids: readonly string[]): Promise<void> => {
        for (const { instanceId, head } of await describe(ids)) byInstance.get(instanceId)?.push(head);
      };
      try {
        await add(instanceIds);
      } catch (error) {
        if (!isGone(error)) throw error;
        // One that is gone is no reason to know nothing of the others.
        if (instanceIds.length > 1) for (const id of instanceIds) await doneWhenGone(add([id]));
      }
      return byInstance;
    },
    async createListener(instanceId, listener) {
      const action = `CreateLoadBalancer${layer7Protocol(listener)}Listener` as const;
      await rpc.call(action, { LoadBalancerId: instanceId, ...createParams(listener) }, nothing);
    },
    async changeListener(instanceId, listener) {
      const action = `SetLoadBalancer${layer7Protocol(listener)}ListenerAttribute` as const;
      const { port, description, serverGroupId, certificateId, settings } = listener;
      const group = serverGroupId === undefined ? {} : { VServerGroup: 'on', VServerGroupId: serverGroupId };
      const params = {
        LoadBalancerId: instanceId,
        ListenerPort: port,
        Description: description,
        ...group,
        ServerCertificateId: certificateId,
        ...settings,
      };
      await rpc.call(action, params, nothing);
    },
    async startListener(instanceId, key) {
      await rpc.call('StartLoadBalancerListener', listenerParams(instanceId, key), nothing);
    },
    deleteListener: (instanceId, key) =>
      doneWhenGone(rpc.call('DeleteLoadBalancerListener', listenerParams(instanceId, key), nothing)),
  };
}

/** How calls name a listener. */
export function listenerParams(instanceId: string, key: ListenerKey): RpcParams {
  return { LoadBalancerId: instanceId, ListenerPort: key.port, ListenerProtocol: key.protocol };
}

/** What the service demands of every listener is said where the settings do not say it. */
function createParams(listener: CreateListener): RpcParams {
  const { port, description, tags, serverGroupId, certificateId, forwardPort, settings } = listener;
  const always = { ListenerPort: port, Description: description, ...numberedTags(tags) };
  const off = { HealthCheck: 'off', StickySession: 'off' };
  if (forwardPort !== undefined)
    return { ...always, ...off, ListenerForward: 'on', ForwardPort: forwardPort };
  return {
    ...always,
    ...off,
    Bandwidth: -1,
    VServerGroupId: serverGroupId,
    ServerCertificateId: certificateId,
    ...settings,
  };
}

function layer7Protocol({ protocol }: ListenerKey): 'HTTP' | 'HTTPS' {
  if (protocol === 'http') return 'HTTP';
  if (protocol === 'https') return 'HTTPS';
  throw new RangeError(`Sluice makes no ${protocol} listeners`);
}

function readSettings(
  fields: Readonly<Record<string, unknown>>,
  aclIds: readonly string[],
): ListenerSettings {
  const found = listenerSettingNames.flatMap((name) => {
    const value =
      name === 'AclId' && aclIds.length > 0 ? aclIds.toSorted().join(',') : settingText(fields[name]);
    const absent = value === undefined || (name === 'HealthCheckConnectPort' && value === backendPort);
    return absent ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}

function ownOf<T>(protocol: string, http: T, https: T): T | undefined {
  if (protocol === 'http') return http;
  return protocol === 'https' ? https : undefined;
}

/** A setting as text whatever it comes as; empty means that it is not set. */
function settingText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' && value.length <= 4096 ? value : undefined;
}
