import {
  compileFilters,
  describeFilters,
  type FilterDescription,
  type FilteredRequest,
} from '../features/filters.ts';
import { type Reason, type Route, reasons } from '../model/index.ts';
import { type MatchTrace, parseTarget } from '../proxy/index.ts';
import type { Outcome, PolicyDecision, Winner } from './explanation.ts';
import type { AskedRequest } from './query.ts';

/** What the client gets, and what the policies of the route do on the way. */
export interface Decided {
  readonly outcome: Outcome;
  readonly policies: readonly PolicyDecision[];
  /** What the backend is asked for, where one is. */
  readonly forwardedPath?: string;
}

/** Decides as an exchange does: the syntax, the route, its filters, then its endpoints. */
export function decideOutcome(
  request: AskedRequest,
  trace: MatchTrace,
  winner: Winner | undefined,
  httpsPort: number | undefined,
): Decided {
  const syntax = judgeSyntax(request);
  if (syntax !== undefined) return { outcome: syntax, policies: [] };
  const { route } = trace;
  switch (trace.outcome) {
    case 'no-host':
      return refuse(400, 'BadRequest', `"${request.authority}" is no host.`);
    case 'no-path':
      return refuse(400, 'BadRequest', 'The path cannot be normalised.');
    case 'options':
      return {
        outcome: { verdict: 'served', status: 204, text: 'OPTIONS * is answered by Sluice itself.' },
        policies: [],
      };
    case 'ambiguous':
      return refuse(400, 'AmbiguousPath', ambiguityText(trace));
    case 'no-route':
      return noRoute(trace);
    case 'route':
      return route === undefined
        ? noRoute(trace)
        : decideRoute(request, trace.path ?? '/', route, winner, httpsPort);
  }
}

function judgeSyntax({ method, path, query }: AskedRequest): Outcome | undefined {
  const target = parseTarget(method, query === '' ? path : `${path}?${query}`);
  if (target.kind === 'target') return undefined;
  return { verdict: 'refused', ...withReason(target.status, target.reason, `Refused: ${target.detail}.`) };
}

function decideRoute(
  request: AskedRequest,
  path: string,
  { action, policies }: Route,
  winner: Winner | undefined,
  httpsPort: number | undefined,
): Decided {
  if (action.kind === 'respond') {
    return refuse(
      action.status,
      action.reason,
      `The route answers ${action.status}: ${reasons[action.reason].summary}`,
    );
  }
  const filtered: FilteredRequest = {
    method: request.method,
    authority: request.authority,
    secure: request.secure,
    httpsPort,
    originalPath: request.path,
    query: request.query === '' ? '' : `?${request.query}`,
    path,
    headers: [...request.fields],
  };
  const described = policies === undefined ? [] : describeFilters(policies, filtered);
  const decisions = described.map(toDecision);
  const answer = described.find((one) => one.answer !== undefined);
  if (answer?.answer !== undefined) {
    const { status, reason } = answer.answer;
    const verdict = status < 400 ? 'served' : 'refused';
    const text = `The ${answer.feature} policy ${answer.text}.`;
    return { outcome: { verdict, ...withReason(status, reason, text) }, policies: decisions };
  }
  if (policies !== undefined) compileFilters(policies)?.onRequest?.(filtered);
  return { ...decideBackends(winner), policies: decisions, forwardedPath: filtered.path };
}

function toDecision({ feature, text, answer }: FilterDescription): PolicyDecision {
  return { feature, text, ...(answer === undefined ? {} : { status: answer.status }) };
}

function decideBackends(winner: Winner | undefined): Decided {
  const backends = (winner?.backends ?? []).filter(({ weight }, _, all) => weight > 0 || all.length === 1);
  const idle = backends.filter(
    ({ endpoints, endpointsKnown }) => endpointsKnown && !endpoints.some(({ used }) => used),
  );
  if (backends.length === 0) {
    return refuse(503, 'NoReadyEndpoints', 'The route has no backend.');
  }
  if (idle.length === backends.length) {
    const names = idle.map(({ id }) => id).join(', ');
    return refuse(503, 'NoReadyEndpoints', `The route leads to ${names}, which has no endpoint to use.`);
  }
  const names = backends.map(({ id }) => id).join(', ');
  const partly =
    idle.length === 0
      ? ''
      : `; ${idle.map(({ id }) => id).join(', ')} has no endpoint, so its share gets 503`;
  return { outcome: { verdict: 'served', text: `Forwarded to ${names}${partly}.` }, policies: [] };
}

function noRoute({ hostEntry, virtualHost, host, path }: MatchTrace): Decided {
  const text =
    hostEntry === 'none'
      ? `No Ingress of this instance is for host ${host === '' ? '(none)' : host}.`
      : `Host ${virtualHost?.host ?? '*'} is known, but none of its paths takes ${path}.`;
  return { outcome: { verdict: 'no-route', ...withReason(404, 'NoRoute', text) }, policies: [] };
}

function ambiguityText({ path, otherReading, route }: MatchTrace): string {
  const reading = otherReading?.path ?? '';
  const by = (taken: Route | undefined): string =>
    taken === undefined
      ? 'no route'
      : `${taken.match.path.value} of ${taken.origin.namespace ?? ''}/${taken.origin.name}`;
  return `A backend may read ${path} as ${reading}: that is for ${by(otherReading?.route)}, and the path as it stands for ${by(route)}.`;
}

function refuse(status: number, reason: Reason, text: string): Decided {
  return { outcome: { verdict: 'refused', ...withReason(status, reason, text) }, policies: [] };
}

function withReason(status: number, reason: Reason, text: string): Omit<Outcome, 'verdict'> {
  return { status, reason, text, hint: reasons[reason].hint };
}
