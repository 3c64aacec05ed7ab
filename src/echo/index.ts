export {
  type EchoEndpoint,
  type EchoEntry,
  EchoReplicas,
  maxEchoServices,
  replicasPerService,
} from './echo-replicas.ts';
