import { OperatorError } from '../../base/index.ts';
import { type InstanceFacts, isInstanceId, type ObjectReport } from '../../model/index.ts';
import { checkReuse, type ProviderReport } from '../../provider/index.ts';
import { findByName, type InstanceDesk, instanceNotFound } from '../control/instance-desk.ts';
import { toProblemRow } from '../control/problem-row.ts';
import type { InstanceRow } from '../wire/wire.ts';

/** What is known of the instances in the cloud. */
export interface ClbKnowledge {
  readonly regionId: string;
  readonly vpcId: string;
  /** Those that concern this installation. */
  list(): Promise<readonly InstanceFacts[]>;
  /** Any instance of the region; undefined when there is none of this id. */
  find(id: string): Promise<InstanceFacts | undefined>;
  /** What the provider says of its load balancers; none without a server. */
  answers(): readonly ProviderReport[];
  /** The Ingresses that use an instance, `namespace/name`. */
  ingressesOn(instance: InstanceFacts): readonly string[];
}

/** The desk of instances in Alibaba Cloud: it shows them, and neither makes nor deletes any. */
export function clbDesk(knowledge: ClbKnowledge): InstanceDesk {
  const row = (facts: InstanceFacts): InstanceRow => ({
    id: facts.id,
    name: facts.name,
    addressType: facts.addressType,
    specification: facts.specification,
    state: facts.status,
    ...(facts.address === undefined ? {} : { address: facts.address }),
    listeners: facts.listeners.map(({ port, protocol, owner }) => ({
      port,
      protocol,
      owner: owner === 'ours' ? 'sluice' : owner.other,
    })),
    managed: facts.managed,
    tags: facts.tags,
    home: `Alibaba Cloud, ${knowledge.regionId}`,
    ingresses: knowledge.ingressesOn(facts),
    problems: instanceProblems(facts, knowledge).map(toProblemRow),
  });
  return {
    list: async () => (await knowledge.list()).map(row),
    show: async (idOrName) => {
      const known = await knowledge.list();
      const facts =
        findByName(known, idOrName) ?? (isInstanceId(idOrName) ? await knowledge.find(idOrName) : undefined);
      if (facts === undefined) throw instanceNotFound(idOrName);
      return row(facts);
    },
    create: () =>
      Promise.reject(
        notHere(
          'made',
          'Create it in the console or with your own tools and name its id in an Ingress; for Ingresses that name none, Sluice makes one.',
        ),
      ),
    delete: () =>
      Promise.reject(
        notHere(
          'deleted',
          'The one Sluice made is deleted when its last Ingress goes; delete others where they were made.',
        ),
      ),
  };
}

/** Why an instance does not serve, or would not serve an Ingress that named it. */
function instanceProblems(facts: InstanceFacts, { vpcId, answers }: ClbKnowledge): readonly ObjectReport[] {
  const { id, managed } = facts;
  const answer = answers().find(({ instanceId }) => instanceId === id);
  const reuse = managed ? [] : checkReuse(facts, { id, forceOverrideListeners: false, vpcId });
  const byMessage = new Map([...reuse, ...(answer?.problems ?? [])].map((one) => [one.message, one]));
  const object = { kind: 'SLBInstance', name: id };
  return [...byMessage.values()].map(({ reason, message }) => ({ object, reason, message }));
}

function notHere(what: 'deleted' | 'made', hint: string): OperatorError {
  const message = `Instances in Alibaba Cloud are not ${what} by this command.`;
  return new OperatorError('InstancesOfCloud', message, { hint });
}
