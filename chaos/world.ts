import { X509Certificate } from 'node:crypto';
import { selfSigned } from '../test/support/certificates.ts';
import { ChangingSite } from '../test/support/changing-site.ts';
import {
  ingress,
  instanceAnnotations,
  manifest,
  secret,
  service,
  slbInstance,
  slice,
} from '../test/support/manifests.ts';
import type { Program } from '../test/support/running-program.ts';
import type { Backends } from './backends.ts';
import { MovingSite } from './moving-site.ts';
import { RollingPods } from './rolling-pods.ts';
import {
  certificateTarget,
  movingTarget,
  type Place,
  routeTarget,
  steadyTarget,
  steadyTlsTarget,
  type Target,
} from './target.ts';

/** Enough to go on with ten edits a second while nobody takes them up. */
const changingSites = 20;
const rollingServices = 2;
/** Hosts of set A that have nothing special. */
const plainHosts = 12;

export const webSocketHost = 'plain-0.example';

/** Everything that is served, and who changes it. */
export interface World {
  readonly sites: readonly ChangingSite[];
  readonly movers: readonly MovingSite[];
  readonly pods: readonly RollingPods[];
  /** Of the host in set A that has one of its own. */
  readonly certificate: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Starts the backends and writes the manifests of the first hour. */
export async function makeWorld(backends: Backends): Promise<World> {
  const [steady, a, b] = await Promise.all(['steady', 'a', 'b'].map((name) => backends.start(name)));
  if (steady === undefined || a === undefined || b === undefined) throw new Error('no backends');
  const pair = await selfSigned('secure.example');
  const sites = await Promise.all(
    Array.from({ length: changingSites }, async (_, index) => {
      const name = `site-${index}`;
      const pairs = await Promise.all([selfSigned(`${name}.example`), selfSigned(`${name}.example`)]);
      return new ChangingSite(name, [a, b], pairs, { annotated: true });
    }),
  );
  const movers = [
    new MovingSite({ name: 'mover', service: 'steady', instance: 'lb-kept', alone: false }),
    new MovingSite({ name: 'loner', service: 'steady', instance: 'lb-lone', alone: true }),
  ];
  const pods = Array.from(
    { length: rollingServices },
    (_, index) => new RollingPods(`rolling-${index}`, backends),
  );
  const podFiles = await Promise.all(pods.map((one) => one.start()));
  const plain = Array.from({ length: plainHosts }, (_, index) => `plain-${index}`);
  const createdAt = '2020-01-01T00:00:00Z';
  const tls = [{ hosts: ['secure.example'], secretName: 'secure' }];
  const away = { [instanceAnnotations[0]]: 'lb-kept' };
  const steadyFiles = {
    'steady.yaml': manifest(service('steady'), slice('steady', steady)),
    // The oldest of all, and without a Secret: the default certificate stays the fake one.
    'first.yaml': manifest(ingress('first', [['first.example', '/', 'steady']], { createdAt })),
    'plain.yaml': manifest(plain.map((name) => ingress(name, [[`${name}.example`, '/', 'steady']]))),
    'secure.yaml': manifest(
      ingress('secure', [['secure.example', '/', 'steady']], { tls }),
      secret('secure', pair),
    ),
    'away.yaml': manifest(ingress('away', [['away.example', '/', 'steady']], { annotations: away })),
    'pods.yaml': manifest(
      pods.flatMap(({ service: name }) => [service(name), ingress(name, [[`${name}.example`, '/', name]])]),
    ),
  };
  return {
    ...{ sites, movers, pods },
    certificate: new X509Certificate(pair.certificate).fingerprint256,
    files: Object.assign(
      steadyFiles,
      ...podFiles,
      ...sites.map((site) => site.files()),
      ...movers.map((mover) => mover.files()),
    ),
  };
}

/** The named instances, which take the first two addresses of the intranet pool. */
export function instanceFiles({ intranet }: Program): Readonly<Record<string, string>> {
  const spec = { addressType: 'intranet', specification: 'slb.s1.small' };
  return {
    'instances.yaml': manifest(
      slbInstance('lb-kept', { ...spec, address: intranet[0] }),
      slbInstance('lb-lone', { ...spec, address: intranet[1] }),
    ),
  };
}

/** What is asked for: about half of set A, a fifth of rolling pods, the rest of set B. */
export function targetsOf(world: World, program: Program): readonly Target[] {
  const at = (address: string): Place => ({ address, http: program.http, https: program.https });
  const home = at(program.address);
  const [kept = '', lone = ''] = program.intranet;
  const plain = Array.from({ length: plainHosts }, (_, index): Target => {
    const host = { set: 'A', host: `plain-${index}.example`, service: 'steady' } as const;
    return steadyTarget(home, index % 3 === 2 ? { ...host, method: 'POST' } : host);
  });
  const podTargets = world.pods.flatMap(({ service: name }): Target[] => {
    const host = { set: 'pods', host: `${name}.example`, service: name } as const;
    const quick = steadyTarget(home, host);
    return [quick, quick, quick, quick, steadyTarget(home, { ...host, slowMs: 30 })];
  });
  const [mover, loner] = world.movers;
  const moving =
    mover === undefined || loner === undefined
      ? []
      : [
          movingTarget(home, mover, 'home'),
          movingTarget(at(kept), mover, 'away'),
          movingTarget(home, loner, 'home'),
          movingTarget(at(lone), loner, 'away'),
        ];
  const steady = { host: 'away.example', set: 'A', service: 'steady' } as const;
  return shuffled([
    ...plain,
    ...plain,
    ...podTargets,
    steadyTarget(at(kept), steady),
    steadyTarget(at(kept), steady),
    ...moving,
    ...world.sites.map((site) => routeTarget(home, site)),
  ]);
}

export function handshakesOf(world: World, program: Program): readonly Target[] {
  const place = { address: program.address, http: program.http, https: program.https };
  const { certificate } = world;
  const secure = steadyTlsTarget(place, { set: 'A', host: 'secure.example', service: 'steady', certificate });
  return world.sites.flatMap((site) => [secure, certificateTarget(place, site)]);
}

/** So that the hosts of a set do not come all at once. */
function shuffled<T>(values: readonly T[]): readonly T[] {
  const step = 7;
  const count = values.length;
  const coprime = count % step === 0 ? step + 1 : step;
  return values.map((_, index) => values[(index * coprime) % count]).filter((one) => one !== undefined);
}
