import { formatRef, type LoadBalancer } from '../model/index.ts';
import { createMatchTracer, type MatchTrace, type MatchTracer } from '../proxy/index.ts';
import { chooseInstances, type TracedInstance } from './choose-instances.ts';
import { explainCertificate } from './explain-certificate.ts';
import { explainLosers } from './explain-losers.ts';
import { explainProblems, instanceProblem } from './explain-problems.ts';
import { explainWinner } from './explain-winner.ts';
import type { ExplainAnswer, ExplainedListener, Explanation, Outcome } from './explanation.ts';
import { nearMisses } from './near-misses.ts';
import { decideOutcome } from './outcome.ts';
import { type AskedRequest, type ExplainQuery, readQuery } from './query.ts';
import { createRuleIndex, type RuleIndex } from './rule-index.ts';
import type { ExplainSources, ServedInstance } from './sources.ts';

/** Says what becomes of a request. @throws OperatorError `BadQuery` for what is no request. */
export type Explainer = (query: ExplainQuery) => ExplainAnswer;

/** Explains one request; for several on the same sources, {@link createExplainer} prepares each table once. */
export function explainRequest(sources: ExplainSources, query: ExplainQuery): ExplainAnswer {
  return createExplainer(sources)(query);
}

/** Makes an {@link Explainer}. Pure: the same sources and query give the same answer. */
export function createExplainer(sources: ExplainSources): Explainer {
  const index = createRuleIndex(sources);
  const tracers = new Map<string, MatchTracer>();
  const ownerNames = new Map<string, ReadonlySet<string>>();
  const trace = (balancer: LoadBalancer, request: AskedRequest): MatchTrace => {
    const known = tracers.get(balancer.id) ?? createMatchTracer(balancer.routing);
    tracers.set(balancer.id, known);
    return known(request);
  };
  const ownersOf = ({ id, owners }: LoadBalancer): ReadonlySet<string> => {
    const known = ownerNames.get(id) ?? new Set(owners.map(formatRef));
    ownerNames.set(id, known);
    return known;
  };
  return (query) => {
    const request = readQuery(query);
    const { instances, notes } = chooseInstances(sources, request, (balancer) => trace(balancer, request));
    return {
      request: {
        method: request.method,
        url: request.url,
        authority: request.authority,
        path: request.path,
      },
      explanations: instances.map((instance) =>
        explainOn(instance, { request, sources, index, owners: ownersOf(instance.balancer) }),
      ),
      notes: [...notes, ...instances.flatMap(({ served }) => portNotes(request, served))],
    };
  };
}

/** The port of a URL says nothing of the route; clients behind a NAT use others. */
function portNotes(
  { secure, connectPort, byAddress }: AskedRequest,
  served: ServedInstance | undefined,
): readonly string[] {
  const { clientPort, protocol } = listenerFor(secure, served);
  if (byAddress || connectPort === undefined || clientPort === undefined || connectPort === clientPort)
    return [];
  const named = served?.instanceId ?? 'the instance';
  return [
    `Port ${connectPort} is not the ${protocol} port of ${named}, which is ${clientPort}; it is left aside.`,
  ];
}

interface Context {
  readonly request: AskedRequest;
  readonly sources: ExplainSources;
  readonly index: RuleIndex;
  /** The Ingresses on the instance, by name. */
  readonly owners: ReadonlySet<string>;
}

function explainOn({ balancer, served, trace }: TracedInstance, context: Context): Explanation {
  const { request, sources, index, owners } = context;
  const listener = listenerFor(request.secure, served);
  const winner = explainWinner(trace, sources, index);
  const httpsPort = balancer.listeners.some(({ protocol }) => protocol === 'https')
    ? (served?.ports?.[443] ?? 443)
    : undefined;
  const decided = decideOutcome(request, trace, winner, httpsPort);
  const closed = unreachable(request, served, listener);
  const certificate = explainCertificate(balancer, request, sources, index);
  const nothingTakes = decided.outcome.verdict === 'no-route';
  return {
    instance: {
      loadBalancer: balancer.id,
      ...(served?.instanceId === undefined ? {} : { id: served.instanceId }),
      ...(served?.address === undefined ? {} : { address: served.address }),
    },
    listener,
    ...(certificate === undefined ? {} : { certificate }),
    host: {
      ...(trace.host === undefined ? {} : { name: trace.host }),
      ...(trace.virtualHost === undefined ? {} : { entry: trace.virtualHost.host }),
      kind: trace.hostEntry,
    },
    ...(trace.path === undefined ? {} : { path: trace.path }),
    outcome: closed ?? decided.outcome,
    ...(decided.forwardedPath === undefined ? {} : { forwardedPath: decided.forwardedPath }),
    ...(winner === undefined ? {} : { winner }),
    policies: decided.policies,
    losers: explainLosers(trace, index, owners),
    losersLeftOut: trace.leftOut,
    problems: explainProblems(trace.route?.origin, trace.virtualHost?.host, sources, index),
    nearMisses: nothingTakes ? nearMisses(request, trace, balancer.routing, index, owners) : [],
  };
}

function listenerFor(secure: boolean, served: ServedInstance | undefined): ExplainedListener {
  const port = secure ? 443 : 80;
  const clientPort = served?.ports?.[port] ?? (served?.programmed === true ? port : undefined);
  return {
    protocol: secure ? 'https' : 'http',
    port,
    ...(clientPort === undefined ? {} : { clientPort }),
  };
}

/** What keeps a client from asking at all; undefined where nothing does, and where nothing is served. */
function unreachable(
  { connectPort, byAddress }: AskedRequest,
  served: ServedInstance | undefined,
  { clientPort, protocol }: ExplainedListener,
): Outcome | undefined {
  if (served === undefined) return undefined;
  if (clientPort === undefined) {
    const why = instanceProblem(served) ?? `Its ${protocol} listener is not open.`;
    const reason = served.problems[0]?.reason ?? 'NotProgrammed';
    return { verdict: 'refused', reason, text: `Nobody listens. ${why}` };
  }
  if (byAddress && connectPort !== undefined && connectPort !== clientPort) {
    const text = `Port ${connectPort} is not the ${protocol} port of this instance, which is ${clientPort}.`;
    return { verdict: 'refused', text };
  }
  return undefined;
}
