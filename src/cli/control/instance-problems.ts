import type { ObjectReport } from '../../model/index.ts';
import {
  type AddressPools,
  addressRefusals,
  checkReuse,
  type InstanceRecord,
  instanceFacts,
  type ProviderReport,
  type Refusal,
} from '../../provider/index.ts';

/** Instances that have no address, as reports on themselves. */
export function addressReports(
  records: readonly InstanceRecord[],
  pools: AddressPools,
): readonly ObjectReport[] {
  const refusals = addressRefusals(records, pools);
  return records.flatMap((record) => {
    const refusal = refusals.get(record.id);
    return refusal === undefined ? [] : [reportOn(record, refusal)];
  });
}

/**
 * Why an instance does not serve, or would not serve an Ingress that named it. Its address is judged only where the pools
 * are known, that is by a running server, which also has the provider's answers.
 */
export function instanceProblems(
  record: InstanceRecord,
  records: readonly InstanceRecord[],
  pools: AddressPools | undefined,
  answers: readonly ProviderReport[],
): readonly ObjectReport[] {
  const answer = answers.find(({ instanceId }) => instanceId === record.id);
  const address = pools === undefined ? undefined : addressRefusals(records, pools).get(record.id);
  const reuse = record.managed
    ? []
    : checkReuse(instanceFacts(record), { id: record.id, forceOverrideListeners: false });
  const all = [...(address === undefined ? [] : [address]), ...reuse, ...(answer?.problems ?? [])];
  const byMessage = new Map(all.map((refusal) => [refusal.message, refusal]));
  return [...byMessage.values()].map((refusal) => reportOn(record, refusal));
}

function reportOn({ id, home }: InstanceRecord, { reason, message }: Refusal): ObjectReport {
  const name = home.kind === 'manifest' ? home.document : id;
  const file = home.kind === 'manifest' && home.file !== undefined ? { file: home.file } : {};
  return { object: { kind: 'SLBInstance', name }, reason, message, ...file };
}
