import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../base/index.ts';
import type { BackendEndpoints, KeyPair, LoadBalancer } from '../../model/index.ts';
import { loadFakeCertificate } from '../fake-certificate.ts';
import { makeSelfSigned } from '../self-signed.ts';
import { type ClbStage, openStage, type StageOptions } from './clb-stage.test-support.ts';
import { host, loadBalancer, secret } from './plan/fixtures/wishes.ts';

let keysFolder: string;
let pairs: ReadonlyMap<string, KeyPair>;

beforeAll(async () => {
  keysFolder = await mkdtemp(join(tmpdir(), 'sluice-clb-'));
  await loadFakeCertificate(keysFolder, systemClock, 'rsa');
  const names = ['one', 'two', 'three'];
  pairs = new Map(
    await Promise.all(
      names.map(
        async (name) => [name, await makeSelfSigned(name, `${name}.example`, Date.now(), 'rsa')] as const,
      ),
    ),
  );
});

afterAll(() => rm(keysFolder, { recursive: true }));

/** Enough endpoints for a second call. */
const many = 25;

function endpointsOf(backend: string, network: number, count: number): BackendEndpoints {
  const endpoints = Array.from({ length: count }, (_, index) => ({
    address: `10.1.${network}.${index + 1}`,
    port: 8080,
  }));
  return { backend, endpoints };
}

const endpoints = [
  endpointsOf('shop/a:80', 1, many),
  endpointsOf('shop/b:80', 2, 2),
  endpointsOf('shop/c:80', 3, 3),
  endpointsOf('shop/x:80', 4, 1),
];

/** A cloud with the things of others on it. */
export async function openCloud(options: StageOptions = {}): Promise<ClbStage> {
  const stage = await openStage({
    keysFolder,
    ...options,
    settings: { releaseDelayMs: 0, ...options.settings },
    emulator: { addressOf: () => '198.18.0.1', ...options.emulator },
  });
  const { emulator } = stage;
  for (const { endpoints: all } of endpoints) {
    for (const { address } of all) emulator.addInterface(address, `eni-${address}`);
  }
  for (const id of ['lb-x', 'lb-y']) {
    const instance = emulator.addInstance({ id, specification: 'slb.s1.small', name: 'theirs' });
    const group = emulator.addServerGroup(instance, { name: 'theirs' });
    emulator.addListener(instance, { port: 3306, protocol: 'tcp', serverGroupId: group.id });
  }
  stage.keys = ({ name }) => pairs.get(name);
  stage.setEndpoints(...endpoints);
  return stage;
}

export const before: readonly LoadBalancer[] = [
  loadBalancer('managed', [
    host('a.example', { '/': 'shop/a:80' }),
    host('b.example', { '/': 'shop/b:80' }),
    ...Array.from({ length: 12 }, (_, index) => host(`h${index}.example`, { '/': 'shop/b:80' })),
  ]),
  loadBalancer('lb-x', [host('x.example', { '/': 'shop/x:80' })], {
    defaultCertificate: { kind: 'secret', certificate: secret('one') },
  }),
];

export const after: readonly LoadBalancer[] = [
  loadBalancer(
    'managed',
    [host('a.example', { '/': 'shop/c:80' }), host('c.example', { '/': 'shop/c:80' })],
    {
      defaultCertificate: { kind: 'secret', certificate: secret('two') },
      certificates: [
        { host: 'a.example', certificate: secret('one') },
        { host: 'c.example', certificate: secret('three') },
      ],
    },
  ),
  loadBalancer('lb-y', [host('x.example', { '/': 'shop/x:80' })]),
];

export const nothing: readonly LoadBalancer[] = [];

/** Remembers what the cloud holds, and gives the function that makes it so again. */
export function rememberCloud({ emulator: { state } }: ClbStage): () => void {
  const kept = structuredClone(state);
  return () => {
    const { instances, certificates, tokens } = structuredClone(kept);
    refill(state.instances, instances);
    refill(state.certificates, certificates);
    refill(state.tokens, tokens);
  };
}

function refill<K, V>(map: Map<K, V>, entries: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
