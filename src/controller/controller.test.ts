import { afterEach, describe, expect, test } from 'vitest';
import type { Logger } from '../base/index.ts';
import type { KubernetesObject } from '../kubernetes/types/index.ts';
import { createTranslator, defaultTranslateSettings } from '../translate/index.ts';
import { type Controller, createController } from './controller.ts';
import type { StatusUpdate } from './controller-description.ts';
import { type MemoryProvider, memoryProvider } from './fixtures/memory-provider.ts';
import { ingress, type MemorySource, memorySource, service, slice } from './fixtures/memory-source.ts';

const tea = ingress('cafe', 'foo.bar.com', '/tea', 'tea-svc');
const teaSlice = slice('tea-svc', '10.0.0.1');

interface Bench {
  readonly source: MemorySource;
  readonly provider: MemoryProvider;
  readonly controller: Controller;
  readonly logged: readonly string[];
  /** Resolves when a line with this text is logged. */
  nextLog(text: string): Promise<void>;
  /** Resolves with the next update after `act`. */
  updateAfter(act: () => void): Promise<StatusUpdate>;
}

let close: (() => Promise<void>) | undefined;

afterEach(async () => {
  await close?.();
});

function lineLogger(take: (line: string) => void): Logger {
  const write =
    (level: string): Logger['info'] =>
    (message, { reason = '' } = {}) =>
      take(`${level} ${message} ${reason}`.trimEnd());
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function bench(source: MemorySource, now: () => number = () => 0): Bench {
  const provider = memoryProvider();
  const logged: string[] = [];
  let onLog: ((line: string) => void) | undefined;
  let waiting: ((update: StatusUpdate) => void) | undefined;
  const controller = createController({
    source,
    provider,
    translator: createTranslator(defaultTranslateSettings),
    clock: { now },
    logger: lineLogger((line) => {
      logged.push(line);
      onLog?.(line);
    }),
    quietMs: 1,
    maxQuietMs: 5,
    onStatus: (update) => waiting?.(update),
  });
  close = () => controller.close();
  const updateAfter = (act: () => void): Promise<StatusUpdate> =>
    new Promise((resolve) => {
      waiting = resolve;
      act();
    });
  const nextLog = (text: string): Promise<void> =>
    new Promise((resolve) => {
      onLog = (line) => {
        if (line.startsWith(text)) resolve();
      };
    });
  return { source, provider, controller, logged, nextLog, updateAfter };
}

async function started(...objects: readonly KubernetesObject[]): Promise<Bench> {
  const running = bench(memorySource(...objects));
  await running.controller.start();
  return running;
}

function addressOf(controller: Controller, name: string): string | undefined {
  return controller.describe().ingresses.find(({ ingress: { metadata } }) => metadata.name === name)?.address;
}

describe('the controller at start', () => {
  test('programs what the source holds, and says so in the status of each Ingress', async () => {
    const { controller, provider } = await started(tea, service('tea-svc'), teaSlice);
    expect([...provider.programmed.keys()]).toEqual(['managed']);
    expect(controller.describe().ingresses).toMatchObject([
      {
        programmed: true,
        address: '192.0.2.1',
        ports: { 80: 8080, 443: 8443 },
        instanceId: 'lb-1',
        reports: [],
      },
    ]);
  });

  test('gives endpoints before the routes that use them', async () => {
    const { provider } = await started(tea, service('tea-svc'), teaSlice);
    expect(provider.calls).toEqual(['endpoints default/tea-svc:80', 'apply']);
  });

  test('fails when the source cannot be read', async () => {
    const source = memorySource();
    const { controller } = bench({
      ...source,
      start: async () => {
        throw new Error('no such folder');
      },
    });
    await expect(controller.start()).rejects.toThrow('no such folder');
  });
});

describe('the controller after a change', () => {
  test('sends endpoints alone at once, without translating or applying', async () => {
    const { source, provider, updateAfter } = await started(tea, service('tea-svc'), teaSlice);
    const update = await updateAfter(() => source.set(slice('tea-svc', '10.0.0.2')));
    expect(provider.calls.slice(2)).toEqual(['endpoints default/tea-svc:80']);
    expect(provider.endpoints.get('default/tea-svc:80')?.endpoints).toEqual([
      { address: '10.0.0.2', port: 8080 },
    ]);
    expect(update.changes).toMatchObject([{ line: 'EndpointSlice default/tea-svc-1 changed' }]);
  });

  test('does not hold endpoints up while an apply is under way', async () => {
    const { source, provider, updateAfter } = await started(tea, service('tea-svc'), teaSlice);
    const release = provider.hold();
    source.set(ingress('cafe', 'foo.bar.com', '/chai', 'tea-svc'));
    await updateAfter(() => source.set(slice('tea-svc', '10.0.0.3')));
    expect(provider.calls.slice(2)).toEqual(['endpoints default/tea-svc:80']);
    release();
  });

  test('adds the endpoints of a new backend before its route, and takes old ones away after it', async () => {
    const { source, provider, updateAfter } = await started(tea, service('tea-svc'), teaSlice);
    source.set(service('chai-svc'), slice('chai-svc', '10.0.0.9'));
    await updateAfter(() => source.set(ingress('cafe', 'foo.bar.com', '/tea', 'chai-svc')));
    expect(provider.calls.slice(2)).toEqual([
      'endpoints default/chai-svc:80',
      'apply',
      'endpoints -default/tea-svc:80',
    ]);
  });

  test('keeps old backends while a load balancer goes on with the routes it had', async () => {
    const { source, provider, updateAfter } = await started(tea, service('tea-svc'), teaSlice);
    provider.behave({ problem: { reason: 'NotProgrammed', message: 'A worker refused it.' } });
    source.set(service('chai-svc'), slice('chai-svc', '10.0.0.9'));
    await updateAfter(() => source.set(ingress('cafe', 'foo.bar.com', '/tea', 'chai-svc')));
    expect(provider.endpoints.has('default/tea-svc:80')).toBe(true);
  });

  test('takes a burst together, and the changes during an apply with the next', async () => {
    const { source, provider, updateAfter } = await started(tea, service('tea-svc'), teaSlice);
    const release = provider.hold();
    for (const path of ['/a', '/b', '/c']) source.set(ingress('cafe', 'foo.bar.com', path, 'tea-svc'));
    source.set(ingress('more', 'foo.bar.com', '/more', 'tea-svc'));
    const update = await updateAfter(release);
    expect(update.changes.map(({ line }) => line)).toEqual([
      'Ingress default/cafe changed',
      'Ingress default/cafe changed',
      'Ingress default/cafe changed',
      'Ingress default/more changed',
    ]);
    expect(provider.calls.filter((call) => call === 'apply')).toHaveLength(2);
  });

  test('plans again when the provider says that an instance changed', async () => {
    const { provider, updateAfter } = await started(tea, service('tea-svc'), teaSlice);
    await updateAfter(() => provider.change());
    expect(provider.desired).toHaveLength(2);
  });

  test('plans again at the moment a plan names', async () => {
    const running = bench(memorySource(tea, service('tea-svc'), teaSlice), () => 1000);
    running.provider.behave({ again: 1010 });
    await running.controller.start();
    await running.updateAfter(() => running.provider.behave({}));
    expect(running.provider.desired.length).toBeGreaterThan(1);
  });

  test('tries again after an apply that failed, and still names the change', async () => {
    const { source, provider, updateAfter, nextLog } = await started(tea, service('tea-svc'), teaSlice);
    provider.behave({ failApply: true });
    const failed = nextLog('error a change was not applied');
    source.set(ingress('cafe', 'foo.bar.com', '/chai', 'tea-svc'));
    await failed;
    const update = await updateAfter(() => provider.behave({}));
    expect(update.changes.map(({ line }) => line)).toEqual(['Ingress default/cafe changed']);
  });

  test('releases nothing while the source is unhealthy', async () => {
    const { source, provider, updateAfter } = await started(tea, service('tea-svc'), teaSlice);
    await updateAfter(() => source.setHealth(false));
    expect(provider.desired.map(({ sourceComplete }) => sourceComplete)).toEqual([true, false]);
  });
});

describe('the status of an Ingress', () => {
  test('has no address before it is programmed', async () => {
    const running = bench(memorySource(tea, service('tea-svc'), teaSlice));
    running.provider.behave({ problem: { reason: 'ListenerPortTaken', message: 'Port 80 is in use.' } });
    await running.controller.start();
    expect(running.controller.describe().ingresses).toMatchObject([
      { programmed: false, reports: [{ reason: 'ListenerPortTaken', message: 'Port 80 is in use.' }] },
    ]);
    expect(addressOf(running.controller, 'cafe')).toBeUndefined();
  });

  test('keeps its address while the source is unhealthy, and only then', async () => {
    const { controller, source, provider, updateAfter } = await started(tea, service('tea-svc'), teaSlice);
    provider.behave({ problem: { reason: 'NotProgrammed', message: 'A worker refused it.' } });
    await updateAfter(() => source.setHealth(false));
    expect(addressOf(controller, 'cafe')).toBe('192.0.2.1');
    await updateAfter(() => source.setHealth(true));
    expect(addressOf(controller, 'cafe')).toBeUndefined();
  });

  test('loses what concerns it when the Ingress is deleted', async () => {
    const { controller, source, updateAfter } = await started(tea, service('tea-svc'), teaSlice);
    await updateAfter(() => source.delete('Ingress', 'default/cafe'));
    expect(controller.describe().ingresses).toEqual([]);
  });
});

describe('reports', () => {
  test('are logged once when they come and once when they are gone', async () => {
    const { source, logged, updateAfter } = await started(tea);
    await updateAfter(() => source.set(ingress('other', 'foo.bar.com', '/x', 'tea-svc')));
    source.set(service('tea-svc'), teaSlice);
    await updateAfter(() => source.delete('Ingress', 'default/other'));
    const ofCafe = logged.filter((line) => line.includes('default/cafe') && line.endsWith('ServiceNotFound'));
    expect(ofCafe.map((line) => line.split(' ')[0])).toEqual(['error', 'info']);
    expect(ofCafe[1]).toContain('resolved');
  });

  test('of endpoints follow an endpoint change', async () => {
    const { controller, source, updateAfter } = await started(tea, service('tea-svc'), teaSlice);
    const update = await updateAfter(() => source.set(slice('tea-svc')));
    expect(update.added).toMatchObject([{ reason: 'NoReadyEndpoints' }]);
    expect(controller.describe().reports).toMatchObject([{ reason: 'NoReadyEndpoints' }]);
    const next = await updateAfter(() => source.set(teaSlice));
    expect(next.resolved).toMatchObject([{ reason: 'NoReadyEndpoints' }]);
  });
});

describe('another translator', () => {
  const withoutClassless = createTranslator({ ...defaultTranslateSettings, takeClassless: false });

  test('translates what is there once more', async () => {
    const { controller, provider, updateAfter } = await started(tea, service('tea-svc'), teaSlice);
    await updateAfter(() => controller.retranslate(withoutClassless));
    expect(controller.describe().loadBalancers).toEqual([]);
    const update = await updateAfter(() =>
      controller.retranslate(createTranslator(defaultTranslateSettings)),
    );
    expect(update.programmed).toBe(true);
    expect(controller.describe().ingresses).toMatchObject([{ programmed: true }]);
    expect(provider.calls.slice(-2)).toEqual(['endpoints default/tea-svc:80', 'apply']);
  });

  test('that comes before the source is read waits for it, and takes part from the first translation on', async () => {
    const source = memorySource(tea, service('tea-svc'), teaSlice);
    const { controller, provider } = bench({
      ...source,
      start: async (listener) => {
        // Longer than a burst of changes may hold translation up.
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(provider.calls).toEqual([]);
        await source.start(listener);
      },
    });
    controller.retranslate(withoutClassless);
    await controller.start();
    expect(provider.calls).toEqual(['apply']);
    expect(controller.describe().loadBalancers).toEqual([]);
  });
});
