// The door for rooms that run the data plane from outside, and ask how it would decide. What runs inside a worker is
// reached by its entry module alone.
export * from './config/index.ts';
export { parseTarget } from './http1/request-target.ts';
export * from './process/index.ts';
export {
  createMatchTracer,
  type FailedCondition,
  HostTable,
  hostName,
  type MatchTrace,
  type MatchTracer,
  type TracedCandidate,
  type TracedRequest,
  traceMatch,
} from './router/index.ts';
export { type DataPlaneSettings, defaultDataPlaneSettings } from './runtime/data-plane-settings.ts';
export { readTroubleGauges } from './upstream/health/trouble-gauges.ts';
