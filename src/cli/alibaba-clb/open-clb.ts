import type { Clock, Logger } from '../../base/index.ts';
import type { InstanceFacts } from '../../model/index.ts';
import { type AlibabaClb, type ClbSettings, loadAlibabaClb } from '../../provider/index.ts';
import type { Environment, ServeSettings } from '../../settings/index.ts';
import { clbSettings } from './clb-settings.ts';

/** The APIs of Alibaba Cloud, opened with the credentials of the environment. Nothing is called yet. */
export interface OpenClb {
  readonly clb: AlibabaClb;
  readonly settings: ClbSettings;
  readonly api: ReturnType<AlibabaClb['openClbApi']>;
  readonly ecs: ReturnType<AlibabaClb['openEcsApi']>;
  /** The instances made by this installation, as they are now. */
  list(): Promise<readonly InstanceFacts[]>;
  /** Any instance of the region, as it is now; undefined when there is none of this id. */
  find(id: string): Promise<InstanceFacts | undefined>;
  /** Calls sent so far to both APIs, by action, retries included. */
  calls(): ReadonlyMap<string, number>;
  /** Ends calls under way. */
  close(): void;
}

/** @throws OperatorError where there are no credentials, or an endpoint is none. */
export async function openClb(
  settings: ServeSettings,
  env: Environment,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<OpenClb> {
  const own = clbSettings(settings);
  const clb = await loadAlibabaClb();
  const { clbEndpoint, ecsEndpoint, vpcEndpoints, apiRate } = settings;
  const { regionId: region, clusterId } = own;
  const end = new AbortController();
  const common = {
    region,
    vpcEndpoints,
    credentials: clb.credentialsFrom(env, { region, vpcEndpoints, sessionName: `sluice-${clusterId}` }),
    limiter: clb.callLimiter({ perSecond: apiRate, burst: Math.max(1, apiRate) }),
    clock,
    logger,
    signal: end.signal,
  };
  const api = clb.openClbApi({ ...common, endpoint: clbEndpoint });
  const ecs = clb.openEcsApi({ ...common, endpoint: ecsEndpoint });
  return {
    clb,
    settings: own,
    api,
    ecs,
    list: () => clb.observeFacts({ api, clusterId }, []),
    find: async (id) => (await clb.observeFacts({ api, clusterId }, [id])).find((facts) => facts.id === id),
    calls: () => new Map([...api.calls(), ...ecs.calls()]),
    close: () => end.abort(new Error('the server is stopping')),
  };
}
