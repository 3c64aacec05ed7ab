export type { CompiledHost } from './compile-host.ts';
export { compileHost } from './compile-host.ts';
export type { MatchRequest } from './conditions.ts';
export { hostName } from './host-name.ts';
export { HostTable } from './host-table.ts';
export { matchLinear } from './match-linear.ts';
export {
  createMatchTracer,
  type FailedCondition,
  type MatchTrace,
  type MatchTracer,
  type TracedCandidate,
  type TracedRequest,
  traceMatch,
} from './trace-match.ts';
