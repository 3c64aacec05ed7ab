import type { Clock, Logger } from '../../../base/index.ts';
import type { CallLimiter } from './call-limiter.ts';
import { type RetryLimits, retryLimits } from './call-retry.ts';
import type { CredentialsProvider } from './credentials.ts';
import { regionEndpoint } from './region-endpoint.ts';
import { type RpcClient, rpcClient } from './rpc-client.ts';

/** What the clients of both products need. */
export interface ApiOptions {
  readonly region: string;
  /** Instead of the endpoint of the region: a host, or a URL; see `regionEndpoint`. */
  readonly endpoint: string | undefined;
  /** Takes the endpoints that are reached from inside a VPC. */
  readonly vpcEndpoints: boolean;
  readonly credentials: CredentialsProvider;
  /** One for all clients of the account. */
  readonly limiter: CallLimiter;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends calls under way, and all others. */
  readonly signal: AbortSignal;
  readonly retry?: Partial<RetryLimits>;
  /** For one sending and its answer; 20 s unless given. */
  readonly timeoutMs?: number;
}

const timeoutMs = 20_000;

/** A client for one product. @throws OperatorError for a region or an endpoint that cannot be one */
export function openRpcClient<Action extends string>(
  product: 'ecs' | 'slb',
  version: string,
  actions: Readonly<Record<Action, boolean>>,
  options: ApiOptions,
): RpcClient<Action> {
  const { region, vpcEndpoints, endpoint } = options;
  return rpcClient({
    ...options,
    endpoint: regionEndpoint(product, { region, vpc: vpcEndpoints, override: endpoint }),
    version,
    actions,
    retry: { ...retryLimits, ...options.retry },
    timeoutMs: options.timeoutMs ?? timeoutMs,
  });
}
