import { describe, expect, test } from 'vitest';
import { type CredentialsChoice, credentialsFrom, credentialVariables } from './credentials-from.ts';

const choice: CredentialsChoice = { region: 'cn-hangzhou', vpcEndpoints: false, sessionName: 'sluice-test' };
const key = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: ' secret\n' };
const oidc = {
  ALIBABA_CLOUD_ROLE_ARN: 'acs:ram::1:role/sluice',
  ALIBABA_CLOUD_OIDC_PROVIDER_ARN: 'acs:ram::1:oidc-provider/ack',
  ALIBABA_CLOUD_OIDC_TOKEN_FILE: '/var/run/token',
};
const ecs = { ALIBABA_CLOUD_ECS_METADATA: 'node-role' };

describe('credentials of the environment', () => {
  test('are an access key', async () => {
    const provider = credentialsFrom(key, choice);
    expect(provider.description).toBe('access key');
    expect(await provider.current()).toEqual({
      accessKeyId: 'id',
      accessKeySecret: 'secret',
      securityToken: undefined,
    });
  });

  test('are a temporary access key where there is a security token', async () => {
    const provider = credentialsFrom({ ...key, ALIBABA_CLOUD_SECURITY_TOKEN: 'token' }, choice);
    expect(provider.description).toBe('temporary access key');
    expect(await provider.current()).toMatchObject({ accessKeyId: 'id', securityToken: 'token' });
  });

  test('are the role of a service account, or of the ECS instance', () => {
    expect(credentialsFrom(oidc, choice).description).toBe('role acs:ram::1:role/sluice');
    expect(credentialsFrom(ecs, choice).description).toBe('role node-role of this ECS instance');
  });

  test('are looked for in that order', () => {
    expect(credentialsFrom({ ...key, ...oidc, ...ecs }, choice).description).toBe('access key');
    expect(credentialsFrom({ ...oidc, ...ecs }, choice).description).toMatch(/^role acs:/);
  });

  test('that are missing are named, all of them', () => {
    const names = credentialVariables.filter((name) => name !== 'ALIBABA_CLOUD_SECURITY_TOKEN');
    for (const name of names)
      expect(() => credentialsFrom({ ALIBABA_CLOUD_SECURITY_TOKEN: 'token', [name]: ' ' }, choice)).toThrow(
        expect.objectContaining({ code: 'CredentialsMissing', message: expect.stringContaining(name) }),
      );
  });

  test('that are incomplete are refused rather than passed over, and never shown', () => {
    const { ALIBABA_CLOUD_ACCESS_KEY_SECRET: _, ...half } = key;
    expect(() => credentialsFrom({ ...half, ...ecs }, choice)).toThrow(
      expect.objectContaining({
        code: 'CredentialsIncomplete',
        message:
          'The credentials for Alibaba Cloud are incomplete: ALIBABA_CLOUD_ACCESS_KEY_SECRET must be set too.',
      }),
    );
    expect(() => credentialsFrom({ ...oidc, ALIBABA_CLOUD_OIDC_TOKEN_FILE: '' }, choice)).toThrow(
      /ALIBABA_CLOUD_OIDC_TOKEN_FILE must be set too/,
    );
  });
});
