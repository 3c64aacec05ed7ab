import { isDeepStrictEqual } from 'node:util';
import { createController } from '../../controller/index.ts';
import type { ObjectReport } from '../../model/index.ts';
import { clbDesk } from '../alibaba-clb/clb-desk.ts';
import { clbSettings } from '../alibaba-clb/clb-settings.ts';
import { openClb } from '../alibaba-clb/open-clb.ts';
import { ingressesOn, type WiringOptions } from './builtin-wiring.ts';
import type { ProviderWiring } from './provider-wiring.ts';

/**
 * The provider that keeps instances in Alibaba Cloud.
 * @throws OperatorError where there are no credentials, or an endpoint is none.
 */
export async function wireClb({
  settings,
  directory,
  source,
  clock,
  logger,
}: WiringOptions): Promise<ProviderWiring> {
  const opened = await openClb(settings, process.env, { clock, logger });
  const { api, clb, ecs } = opened;
  const own = { api, ecs, settings: opened.settings, clock, logger, keysFolder: directory.file('keys') };
  const provider = clb.alibabaClbProvider(own);
  let documents: readonly string[] = [];
  let inForce = opened.settings;
  return {
    control: (options) =>
      createController({
        ...options,
        provider,
        onInstances: (instances) => {
          documents = instances.map(({ metadata }) => metadata.name);
        },
      }),
    change: (changed) => {
      const next = clbSettings(changed);
      if (isDeepStrictEqual(next, inForce)) return;
      inForce = next;
      provider.change(next);
    },
    desk: (describe) =>
      clbDesk({
        ...opened.settings,
        list: async () => provider.instances(),
        find: opened.find,
        answers: () => describe().answers,
        ingressesOn: (facts) => ingressesOn(facts, describe().loadBalancers),
      }),
    places: () => new Map(provider.instances().map(({ id, addressType }) => [id, { addressType }])),
    reports: () => documents.map((name) => unusedDocument(name, source.place('SLBInstance', name))),
    calls: () => opened.calls(),
    close: async () => {
      await provider.close();
      opened.close();
    },
  };
}

function unusedDocument(name: string, file: string | undefined): ObjectReport {
  const message = 'Instances in Alibaba Cloud are not made from documents; it has no effect.';
  const object = { kind: 'SLBInstance', name };
  return { object, reason: 'UnsupportedByProvider', message, ...(file === undefined ? {} : { file }) };
}
