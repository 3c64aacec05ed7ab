import { describe, expect, test } from 'vitest';
import { combineSettings, type Environment, type Flags } from './effective-settings.ts';
import { SettingsError } from './settings-error.ts';

const complete = {
  manifests: '/srv/manifests',
  provider: 'alibaba-clb',
  region: 'cn-hangzhou',
  clusterId: 'shop',
  vpcId: 'vpc-bp1example',
};

function problems(flags: Flags, env: Environment = {}): readonly string[] {
  try {
    combineSettings({ flags, env, stateDir: '/state' }, undefined);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map(({ setting }) => setting);
    throw error;
  }
}

describe('the provider alibaba-clb', () => {
  test('is taken with region, cluster and VPC', () => {
    expect(problems(complete)).toEqual([]);
  });

  test('names all that is missing at once', () => {
    const { manifests, provider } = complete;
    expect(problems({ manifests, provider })).toEqual(['region', 'clusterId', 'vpcId']);
  });

  test('takes what variables say', () => {
    const { region: _, ...flags } = complete;
    expect(problems(flags)).toEqual(['region']);
    expect(problems(flags, { SLUICE_REGION: 'cn-hangzhou' })).toEqual([]);
  });

  test('has no echo backends, since a cloud does not reach this machine', () => {
    expect(problems({ ...complete, echo: true, echoAll: true })).toEqual(['echo', 'echoAll']);
  });
});

test('the provider builtin needs none of these, and echoes', () => {
  expect(problems({ manifests: '/srv/manifests', echo: true })).toEqual([]);
});
