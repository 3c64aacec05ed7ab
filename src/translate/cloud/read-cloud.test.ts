import { describe, expect, test } from 'vitest';
import type { InstanceWish } from '../../model/index.ts';
import type { CloudReading } from './cloud-ask.ts';
import { readCloud } from './read-cloud.ts';

const newer = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';
const older = 'service.beta.kubernetes.io/alicloud-loadbalancer-';
const object = { kind: 'Ingress', namespace: 'shop', name: 'web' };
const managed: InstanceWish = { kind: 'managed' };
const existing: InstanceWish = { kind: 'existing', id: 'lb-1', forceOverrideListeners: false };

/** Reads annotations given by name; those of the older spelling by their whole key. */
function read(
  annotations: Record<string, string>,
  { instance = managed, counts = true }: { instance?: InstanceWish; counts?: boolean } = {},
): CloudReading {
  const keys = Object.entries(annotations).map(([name, value]) => [
    name.includes('/') ? name : newer + name,
    value,
  ]);
  return readCloud({ annotations: Object.fromEntries(keys), object, instance, cloudAnnotations: counts });
}

/** What is asked, by name. */
function values({ ask }: CloudReading): Record<string, string> {
  return Object.assign({}, ...(ask?.topics ?? []).map((topic) => topic.values));
}

const reasons = ({ reports }: CloudReading): readonly string[] => reports.map(({ reason }) => reason);

test('an Ingress without such annotations asks for nothing', () => {
  const annotations = { 'sluice.dev/retries': '1', 'service.beta.kubernetes.io/backend-type': 'eni' };
  expect(read(annotations)).toEqual({ reports: [] });
  expect(read({ id: 'lb-1', 'force-override-listeners': 'true' }, { instance: existing })).toEqual({
    reports: [],
  });
});

test('both spellings count, and the newer wins unless it is empty', () => {
  const both = { [`${older}idle-timeout`]: '20', [`${older}scheduler`]: 'rr' };
  expect(values(read(both))).toEqual({ 'idle-timeout': '20', scheduler: 'rr' });
  expect(values(read({ ...both, 'idle-timeout': '30', scheduler: '' }))).toEqual({
    'idle-timeout': '30',
    scheduler: 'rr',
  });
});

test('a wrong value is reported with what is allowed, and the others count', () => {
  const reading = read({ 'idle-timeout': '61', scheduler: 'wlc', name: 'shop' });
  expect(values(reading)).toEqual({ name: 'shop' });
  expect(reading.reports).toMatchObject([
    { reason: 'InvalidAnnotation', field: `metadata.annotations[${newer}scheduler]` },
    {
      object,
      reason: 'InvalidAnnotation',
      message: expect.stringContaining('"61" is not valid, allowed is a whole number from 1 to 60'),
      field: `metadata.annotations[${newer}idle-timeout]`,
    },
  ]);
});

test('what holds anyway may be said, and nothing else of it', () => {
  expect(read({ 'protocol-port': 'https:443,http:80', 'address-type': 'internet' })).toEqual({ reports: [] });
  expect(reasons(read({ 'protocol-port': 'http:8080', 'address-type': 'intranet' }))).toEqual([
    'InvalidAnnotation',
    'InvalidAnnotation',
  ]);
});

test('what is not supported is reported once, with why, and with the name that was meant', () => {
  const { reports, ask } = read({ 'proxy-protocol': 'on', 'cert-id': '1_2', 'idle-timeuot': '3' });
  expect(ask).toBeUndefined();
  expect(reports).toHaveLength(1);
  expect(reports[0]?.reason).toBe('UnsupportedAnnotation');
  expect(reports[0]?.message).toContain('did you mean idle-timeout?');
  expect(reports[0]?.message).toContain('proxy-protocol (belongs to listeners of layer 4)');
});

test('an existing instance is left as it is, and its listeners are not', () => {
  const reading = read({ name: 'shop', spec: 'slb.s2.small', scheduler: 'rr' }, { instance: existing });
  expect(values(reading)).toEqual({ scheduler: 'rr' });
  expect(reasons(reading)).toEqual(['AnnotationWithoutEffect']);
  expect(reading.reports[0]?.message).toMatch(/name, spec$/);
});

describe('with a provider of no cloud', () => {
  const here = { counts: false };

  test('they have no effect, which is reported once', () => {
    const reading = read({ name: 'shop', 'idle-timeout': 'soon', type: 'nlb' }, here);
    expect(reading.ask).toBeUndefined();
    expect(reasons(reading)).toEqual(['AnnotationWithoutEffect']);
    expect(reading.reports[0]?.message).toMatch(/idle-timeout, name, type$/);
  });

  test('access that is to be restricted is reported as open', () => {
    expect(reasons(read({ 'acl-status': 'on', 'acl-id': 'acl-1' }, here))).toEqual([
      'AnnotationWithoutEffect',
      'UnsupportedAnnotation',
    ]);
    expect(reasons(read({ 'acl-status': 'off' }, here))).toEqual(['AnnotationWithoutEffect']);
  });
});

describe('access control lists', () => {
  const lists = { 'acl-status': 'on', 'acl-id': 'acl-2,acl-1', 'acl-type': 'white' };

  test('are asked for together', () => {
    expect(values(read(lists))).toEqual({ ...lists, 'acl-id': 'acl-1,acl-2' });
    expect(read(lists).ask?.closed).toBe(false);
    expect(values(read({ 'acl-status': 'off', 'acl-id': 'acl-1' }))['acl-status']).toBe('off');
  });

  test.each([
    [{ ...lists, 'acl-id': '' }],
    [{ ...lists, 'acl-type': 'whitelist' }],
    [{ ...lists, 'acl-id': 'acl-1;acl-2' }],
    [{ ...lists, 'acl-status': 'true' }],
    [{ 'acl-status': 'ON' }],
  ])('that cannot be in force as meant close the Ingress: %j', (annotations) => {
    const reading = read(annotations);
    expect(reading.ask).toEqual({ topics: [], closed: true });
    expect(reasons(reading)).toContain('AnnotationRefused');
  });

  test('without a status restrict nothing, which is said', () => {
    const reading = read({ 'acl-id': 'acl-1', 'acl-type': 'white' });
    expect(reading.ask).toBeUndefined();
    expect(reasons(reading)).toEqual(['InvalidAnnotation']);
  });
});

describe('stickiness', () => {
  test.each([
    { 'sticky-session': 'on', 'sticky-session-type': 'insert', 'cookie-timeout': '60' },
    { 'sticky-session': 'on', 'sticky-session-type': 'server', cookie: 'JSESSIONID' },
    { 'sticky-session': 'off' },
  ])('is asked for with all it needs: %j', (annotations) => {
    const reading = read(annotations);
    expect(values(reading)).toEqual(annotations);
    expect(reading.reports).toEqual([]);
  });

  test.each([
    { 'sticky-session': 'on' },
    { 'sticky-session': 'on', 'sticky-session-type': 'insert', cookie: 'a' },
    { 'sticky-session': 'on', 'sticky-session-type': 'server', cookie: '$a' },
  ])('without what it needs is left out: %j', (annotations) => {
    const reading = read(annotations);
    expect(reading.ask).toBeUndefined();
    expect(reasons(reading)).toContain('InvalidAnnotation');
  });
});

test('an instance that is paid for by use has no specification', () => {
  const reading = read({ 'instance-charge-type': 'PayByCLCU', spec: 'slb.s2.small', bandwidth: '5' });
  expect(values(reading)).toEqual({ 'instance-charge-type': 'PayByCLCU' });
  expect(reasons(reading)).toEqual(['InvalidAnnotation']);
  expect(reading.reports[0]?.message).toContain('spec, bandwidth');
});

test('hostile names and values make few and short reports', () => {
  const many = Array.from({ length: 5000 }, (_, index) => [`x${'y'.repeat(200)}${index}`, 'v'.repeat(20)]);
  const { reports } = read({ ...Object.fromEntries(many), name: 'n'.repeat(100_000), cookie: '\u0000\n' });
  expect(reports.length).toBe(3);
  for (const { message, field = '' } of reports) expect(message.length + field.length).toBeLessThan(1500);
});
