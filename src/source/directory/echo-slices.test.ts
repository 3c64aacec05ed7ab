import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { serviceYaml, sourceHarness } from './source-harness.test-support.ts';

test('echo backends serve Services until a slice of theirs appears', async () => {
  const source = sourceHarness();
  const asked: string[][] = [];
  source.write(
    'a.yaml',
    `${serviceYaml('web')}---\napiVersion: v1\nkind: Service\nmetadata: {name: ext}\nspec: {type: ExternalName, externalName: a.example}\n`,
  );
  await source.start({
    echo: {
      async endpointsFor(services) {
        asked.push([...services]);
        return new Map(services.map((key) => [key, [1, 2].map((port) => ({ address: '127.0.0.1', port }))]));
      },
    },
  });
  const slices = () => source.state().snapshot.endpointSlices.get('default/web');
  expect(slices()?.map(({ ports }) => ports)).toEqual([
    [{ port: 1, protocol: 'TCP' }],
    [{ port: 2, protocol: 'TCP' }],
  ]);
  source.write(
    's.yaml',
    'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: real, labels: {kubernetes.io/service-name: web}}\naddressType: IPv4\nendpoints: []\nports: []\n',
  );
  await source.until(() => slices()?.length === 1);
  expect(slices()?.[0]?.metadata.name).toBe('real');
  rmSync(source.path('s.yaml'));
  await source.until(() => slices()?.length === 2);
  expect(asked).toEqual([['default/web'], [], ['default/web']]);
});

test('echo backends serve every Service where slices are set aside', async () => {
  const source = sourceHarness();
  source.write(
    'a.yaml',
    `${serviceYaml('web')}---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: real, labels: {kubernetes.io/service-name: web}}\naddressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: []\n`,
  );
  const endpoints = [{ address: '127.0.0.1', port: 1 }];
  await source.start({
    echo: { endpointsFor: async (services) => new Map(services.map((key) => [key, endpoints])) },
    echoAll: true,
  });
  const slices = source.state().snapshot.endpointSlices.get('default/web');
  expect(slices?.map(({ metadata }) => metadata.name)).toEqual(['web-echo:0']);
});

test('endpoints follow echo backends that moved', async () => {
  const source = sourceHarness();
  source.write('a.yaml', serviceYaml('web'));
  const at = (port: number) => new Map([['default/web', [{ address: '127.0.0.1', port }]]]);
  let move: (endpoints: ReturnType<typeof at>) => void = () => {};
  await source.start({
    echo: {
      endpointsFor: async () => at(1),
      onChange: (listener) => {
        move = listener;
      },
    },
  });
  move(at(2));
  const ports = () => source.state().snapshot.endpointSlices.get('default/web')?.[0]?.ports;
  await source.until(() => ports()?.[0]?.port === 2);
});
