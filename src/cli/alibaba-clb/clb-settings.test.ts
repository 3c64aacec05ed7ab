import { describe, expect, test } from 'vitest';
import { readSettings } from '../../settings/index.ts';
import { clbSettings } from './clb-settings.ts';

const flags = {
  manifests: '/srv/manifests',
  provider: 'alibaba-clb',
  region: 'cn-hangzhou',
  clusterId: 'shop',
  vpcId: 'vpc-bp1example',
};

async function settingsOf(more: Readonly<Record<string, unknown>>): Promise<ReturnType<typeof clbSettings>> {
  const { settings } = await readSettings({ flags: { ...flags, ...more }, env: {}, stateDir: '/state' });
  return clbSettings(settings);
}

describe('the settings of the provider of Alibaba Cloud', () => {
  test('ask for nothing of the instance that nobody said', async () => {
    expect(await settingsOf({})).toEqual({
      regionId: 'cn-hangzhou',
      clusterId: 'shop',
      vpcId: 'vpc-bp1example',
      instance: { tags: {} },
      approximation: 'allow',
      quotas: {
        rulesPerListener: 40,
        extensionsPerListener: 3,
        backendsPerInstance: 200,
        certificatesPerRegion: 100,
      },
      releaseDelayMs: 60_000,
      retain: false,
      drainMs: 15_000,
      resyncMs: 300_000,
    });
  });

  test('carry every wish for the instance', async () => {
    const wishes = {
      instanceName: 'shop-ingress',
      instanceSpec: 'slb.s2.small',
      instanceChargeType: 'PayBySpec',
      internetChargeType: 'paybybandwidth',
      bandwidth: '50',
      masterZone: 'cn-hangzhou-b',
      slaveZone: 'cn-hangzhou-d',
      resourceGroup: 'rg-acfmx',
      instanceTags: ['team=shop', 'bare'],
    };
    expect((await settingsOf(wishes)).instance).toEqual({
      name: 'shop-ingress',
      specification: 'slb.s2.small',
      instanceChargeType: 'PayBySpec',
      internetChargeType: 'paybybandwidth',
      bandwidth: 50,
      masterZoneId: 'cn-hangzhou-b',
      slaveZoneId: 'cn-hangzhou-d',
      resourceGroupId: 'rg-acfmx',
      tags: { team: 'shop', bare: '' },
    });
  });
});
