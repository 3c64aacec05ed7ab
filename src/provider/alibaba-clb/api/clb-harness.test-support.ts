import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type ClbEmulator, createClbEmulator } from '../../../../test/support/clb-emulator/clb-emulator.ts';
import type { Switches } from '../../../../test/support/clb-emulator/switches.ts';
import type { KeyPair } from '../../../model/index.ts';
import { clbKeyPair } from '../execute/clb-key-pair.ts';
import { rsaPair } from '../execute/key-pairs.test-support.ts';
import type { ClbBackend } from '../world/clb-world.ts';
import type { ClbApi, CreateInstance, CreateListener, NewRule } from './clb-api.ts';
import { openClbApi } from './open-clb-api.ts';
import { testOptions } from './scripted-api.test-support.ts';

export const tag = { key: 'sluice.dev/cluster', value: 'test' };
export const tags: Readonly<Record<string, string>> = { [tag.key]: tag.value };
export const http = { port: 80, protocol: 'http' };
export const https = { port: 443, protocol: 'https' };

export const wish: CreateInstance = {
  name: 'sluice-test',
  addressType: 'internet',
  specification: 'slb.s2.small',
  instanceChargeType: 'PayBySpec',
  internetChargeType: 'paybytraffic',
  deleteProtection: true,
  modificationProtection: true,
  tags,
  clientToken: 'token-1',
};

/** A client and the emulator behind it, new for each test. */
export interface ClbHarness {
  readonly emulator: ClbEmulator;
  readonly api: ClbApi;
  /** Makes an instance with one group, which has {@link eni} 1; 2 and 3 may come later. */
  start(): Promise<{ readonly lb: string; readonly group: string }>;
  /** Uploads a certificate under this name; gives its id. */
  upload(name: string): Promise<string>;
}

export function useClb(switches: Switches): ClbHarness {
  let emulator: ClbEmulator;
  let api: ClbApi;
  let pair: KeyPair;

  beforeAll(async () => {
    pair = clbKeyPair(await rsaPair());
  });
  beforeEach(async () => {
    emulator = createClbEmulator({ switches });
    await emulator.listen();
    api = openClbApi(testOptions(emulator.endpoint));
  });
  afterEach(async () => {
    await emulator.close();
    // What the service merely tolerates is not sent.
    expect(emulator.calls.flatMap(({ notes }) => notes)).toEqual([]);
  });

  return {
    get emulator() {
      return emulator;
    },
    get api() {
      return api;
    },
    async start() {
      for (const number of [1, 2, 3]) emulator.addInterface(eni(number).serverIp, eni(number).serverId);
      const { id: lb } = await api.createInstance(wish);
      const { id: group } = await api.createServerGroup(lb, { name: 'web', tags, backends: [eni(1)] });
      return { lb, group };
    },
    async upload(name) {
      return (await api.uploadCertificate({ name, ...pair, tags })).id;
    },
  };
}

/** Backend number so and so. */
export const eni = (number: number, weight = 100): ClbBackend => ({
  serverId: `eni-${number}`,
  serverIp: `10.0.0.${number}`,
  port: 8080,
  weight,
  type: 'eni',
});

export const listenerOn = (serverGroupId: string, more: Partial<CreateListener> = {}): CreateListener => ({
  ...http,
  description: 'sluice/test/80',
  tags,
  serverGroupId,
  settings: {},
  ...more,
});

export const rule = (name: string, serverGroupId: string, domain?: string, url?: string): NewRule => ({
  name,
  domain,
  url,
  serverGroupId,
});
