import type {
  BackendEndpoints,
  InstanceFacts,
  KeyLookup,
  LoadBalancer,
  ObjectRef,
  Reason,
} from '../model/index.ts';

/** What ought to exist. */
export interface DesiredState {
  readonly loadBalancers: readonly LoadBalancer[];
  /** False while a source is incomplete or unhealthy: nothing is released, nothing is deleted. */
  readonly sourceComplete: boolean;
}

/** One step of a plan. What it carries beyond this is the provider's own. */
export interface Operation {
  /** For example `create-instance`, `take-instance`, `program`, `release-listeners`, `delete-instance`, `refuse`. */
  readonly kind: string;
  /** Id of the load balancer it is for. */
  readonly loadBalancer: string;
  /** What it does and why, in a sentence. */
  readonly why: string;
}

/** What a provider will do, in order. Pure output: printing it changes nothing. */
export interface Plan<Op extends Operation = Operation> {
  readonly operations: readonly Op[];
  /** When to plan again although nothing changed (a delayed release), milliseconds since the epoch. */
  readonly again?: number;
}

/** Why a load balancer is not as wanted. */
export interface ProviderProblem {
  readonly reason: Reason;
  readonly message: string;
  /** The Ingresses concerned; absent means all of the group. */
  readonly objects?: readonly ObjectRef[];
}

/** What became of one load balancer. */
export interface ProviderReport {
  readonly loadBalancer: string;
  /** The instance behind it, once there is one. */
  readonly instanceId?: string;
  /** The address clients use, once all workers serve the load balancer. */
  readonly address?: string;
  /** The ports clients use, by listener port: differs from 80 and 443 only where those could not be bound. */
  readonly ports?: Readonly<Record<number, number>>;
  readonly programmed: boolean;
  readonly problems: readonly ProviderProblem[];
}

/**
 * Makes load balancers true. `plan` is pure; everything it needs is in its arguments.
 * One load balancer that fails never holds up another.
 */
export interface LoadBalancerProvider<Actual, Op extends Operation> {
  /** Facts of the instances that exist among `ids`, and of all instances this installation made. */
  observe(ids: readonly string[]): Promise<readonly InstanceFacts[]>;
  /** The state `plan` compares with, `now` in milliseconds since the epoch included. */
  actual(ids: readonly string[], now: number): Promise<Actual>;
  plan(desired: DesiredState, actual: Actual): Plan<Op>;
  /** Resolves once every load balancer is programmed or has its problem. */
  apply(plan: Plan<Op>, keys: KeyLookup, signal: AbortSignal): Promise<readonly ProviderReport[]>;
  /** Takes the endpoints of the backends named, at once; an empty list takes all endpoints away. Never waits for `apply`. */
  setEndpoints(changed: readonly BackendEndpoints[], removed: readonly string[]): void;
  /** Resolves when all workers serve every change given to `setEndpoints` before. */
  endpointsProgrammed(): Promise<void>;
  /** Called when instances changed without anyone asking (one was created, deleted, or found usable): plan again. */
  onChange(listener: () => void): void;
  close(): Promise<void>;
}
