export type { ClbSettings } from './alibaba-clb/clb-settings.ts';
export { type AlibabaClb, loadAlibabaClb } from './alibaba-clb/load.ts';
export {
  type AddressEntry,
  type AddressPools,
  addressPools,
} from './builtin/address-pool.ts';
export { addressRefusals, refuseWish } from './builtin/address-refusals.ts';
export {
  type BuiltinProvider,
  type BuiltinProviderOptions,
  builtinProvider,
} from './builtin/builtin-provider.ts';
export { describePlan } from './builtin/describe-plan.ts';
export { openInstanceStore } from './builtin/file-instance-store.ts';
export {
  type InstanceHome,
  type InstanceRecord,
  type InstanceSpec,
  type InstanceState,
  type InstanceStatus,
  instanceFacts,
  type NewInstance,
  type RecordedListener,
} from './builtin/instance-record.ts';
export type { InstanceStore, ManifestInstance } from './builtin/instance-store.ts';
export type { BindPorts } from './builtin/listener-states.ts';
export type { BuiltinActual, BuiltinOperation } from './builtin/operations.ts';
export { checkReuse, type Refusal, type ReuseWish, usableSpecifications } from './check-reuse.ts';
export * from './load-balancer-provider.ts';
