import { expect, test } from 'vitest';
import { done, refused, startEmulator } from './emulator-client.test-support.ts';
import { makeSite, uploadCertificate } from './site.test-support.ts';

test('instances, listeners, groups and certificates are tagged by their ids; the same key is overwritten', async () => {
  const emulator = await startEmulator();
  const { lb, group } = await makeSite(emulator);
  const certificate = await uploadCertificate(emulator, 'a.example');
  const things: Readonly<Record<string, string>> = {
    instance: lb,
    listener: `${lb}_http_80`,
    vservergroup: group,
    certificate,
  };
  for (const [ResourceType, id] of Object.entries(things)) {
    const named = { ResourceType, 'ResourceId.1': id };
    await done(emulator, 'TagResources', { ...named, 'Tag.1.Key': 'a', 'Tag.1.Value': '1' });
    await done(emulator, 'TagResources', {
      ...named,
      'Tag.1.Key': 'a',
      'Tag.1.Value': '2',
      'Tag.2.Key': 'b',
      'Tag.2.Value': '',
    });
    await done(emulator, 'UntagResources', { ...named, 'TagKey.1': 'b', 'TagKey.2': 'never' });
    expect(await done(emulator, 'ListTagResources', { ResourceType })).toMatchObject({
      TagResources: { TagResource: [{ ResourceId: id, ResourceType, TagKey: 'a', TagValue: '2' }] },
      NextToken: '',
    });
  }
});

test('tags are refused for what is not there, beyond twenty, and without any', async () => {
  const emulator = await startEmulator();
  const { lb } = await makeSite(emulator);
  const tag = { 'Tag.1.Key': 'a', 'Tag.1.Value': '1' };
  const tried = (values: Record<string, string>): Promise<string> =>
    refused(emulator, 'TagResources', values);
  const instance = { ResourceType: 'instance', 'ResourceId.1': lb };
  expect(await tried({ ...instance, 'ResourceId.1': 'lb-nobody', ...tag })).toBe(
    '404 InvalidLoadBalancerId.NotFound',
  );
  expect(await tried({ ResourceType: 'listener', 'ResourceId.1': `${lb}_http_81`, ...tag })).toBe(
    '404 InvalidParameter',
  );
  expect(await tried({ ResourceType: 'rule', 'ResourceId.1': lb, ...tag })).toBe('400 InvalidParameter');
  expect(await tried(instance)).toBe('400 MissingParameter');
  const gap = { ResourceType: 'instance', 'ResourceId.2': lb, ...tag };
  expect(await tried(gap)).toBe('400 InvalidParameter');
  const twenty = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [
      [`Tag.${i + 1}.Key`, `k${i}`],
      [`Tag.${i + 1}.Value`, 'v'],
    ]).flat(),
  );
  expect(await tried({ ...instance, ...twenty, 'Tag.21.Key': 'x', 'Tag.21.Value': '' })).toBe(
    '400 InvalidParameter',
  );
  expect(await tried({ ...instance, ...twenty })).toBe('done');
  expect(await tried({ ...instance, ...tag })).toBe('400 TagCountLimit');
});

test('all tags go at once only where no key is named', async () => {
  const emulator = await startEmulator();
  const instance = emulator.addInstance({ tags: new Map([['a', '1']]) });
  const named = { ResourceType: 'instance', 'ResourceId.1': instance.id, All: 'true' };
  expect(await refused(emulator, 'UntagResources', { ...named, 'TagKey.1': 'a' })).toBe(
    '400 InvalidParameter',
  );
  await done(emulator, 'UntagResources', named);
  expect(instance.tags.size).toBe(0);
});

test('tags come in pages', async () => {
  const emulator = await startEmulator();
  for (let i = 0; i < 51; i++) emulator.addInstance({ tags: new Map([['k', String(i)]]) });
  const first = await done(emulator, 'ListTagResources', { ResourceType: 'instance' });
  expect(first).toMatchObject({ NextToken: 'page-50' });
  const rest = await done(emulator, 'ListTagResources', { ResourceType: 'instance', NextToken: 'page-50' });
  expect(rest).toMatchObject({ TagResources: { TagResource: [{ TagValue: '50' }] }, NextToken: '' });
  const wrong = { ResourceType: 'instance', NextToken: 'nonsense' };
  expect(await refused(emulator, 'ListTagResources', wrong)).toBe('400 InvalidParameter');
});
