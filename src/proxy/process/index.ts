export {
  connectSupervisor,
  type EchoChannel,
  type SupervisorLink,
} from './control-channel.ts';
export type { ApplyResult, DataPlane, DataPlaneUpdate } from './data-plane.ts';
export type {
  EchoEndpoint,
  ProcessGauges,
  ServerProcesses,
  WorkerProgress,
  WorkerState,
} from './messages.ts';
export {
  type Backoff,
  configurationExitCode,
  type ProcessProgram,
  runSupervisor,
  type SupervisorOptions,
  type WorkerProgram,
} from './supervisor.ts';
export type { LogBatch } from './worker-log.ts';
export { runWorker } from './worker-process.ts';
