import { describe, expect, test } from 'vitest';
import type { Profile } from './annotation.ts';
import { judgeKeys, type KeyVerdict } from './judge-keys.ts';

function judge(annotations: Record<string, string>, profile: Profile = 'ingress-nginx'): KeyVerdict {
  return judgeKeys(annotations, profile, (key) => key === 'sluice.dev/idle-timeout', ['idle-timeout']);
}

const nginx = (name: string): string => `nginx.ingress.kubernetes.io/${name}`;

describe('an annotation that restricts access', () => {
  test.each([
    ['auth-url', 'http://auth.example'],
    ['auth-url', 'false'],
    ['auth-tls-secret', 'shop/ca'],
    ['auth-tls-verify-client', 'on'],
    ['auth-something-new', 'x'],
    ['Auth-Type', 'basic'],
    ['whitelist-source-range', '10.0.0.0/8'],
    ['allowlist-source-range', '0'],
    ['denylist-source-range', '10.0.0.0/8'],
    ['satisfy', 'any'],
    ['limit-rps', '5'],
    ['limit-connections', 'x'],
    ['enable-modsecurity', 'true'],
    ['enable-owasp-core-rules', 'true'],
    ['modsecurity-snippet', 'SecRuleEngine On'],
    ['configuration-snippet', 'deny all;'],
    ['server-snippet', 'deny all;'],
    ['enable-global-auth', 'true'],
    ['block-user-agents', 'curl'],
  ])('%s: %s refuses the Ingress by either prefix', (name, value) => {
    expect(judge({ [nginx(name)]: value }).refused).toBe(true);
    expect(judge({ [`sluice.dev/${name}`]: value }).refused).toBe(true);
    expect(judge({ [`sluice.dev/${name}`]: value }, 'slb').refused).toBe(true);
  });

  test.each([
    ['auth-url', ''],
    ['auth-url', '  '],
    ['auth-tls-verify-client', 'off'],
    ['whitelist-source-range', ''],
    ['limit-rps', '0'],
    ['enable-modsecurity', 'False'],
    ['enable-global-auth', 'false'],
    ['server-snippet', ''],
  ])('refuses nothing, and needs no word, where it is off: %s: %j', (name, value) => {
    expect(judge({ [nginx(name)]: value })).toEqual({ problems: [], refused: false, leftOut: false });
  });

  test('of ingress-nginx is told of, but closes nothing in profile slb', () => {
    const { refused, problems } = judge(
      { [nginx('auth-url')]: 'http://x', [nginx('affinity')]: 'cookie' },
      'slb',
    );
    expect(refused).toBe(false);
    expect(problems.map(({ reason, field }) => [reason, field])).toEqual([
      ['UnsupportedAnnotation', `metadata.annotations[${nginx('auth-url')}]`],
    ]);
  });
});

test('annotations that are read, of others, or without effect here need no word', () => {
  const annotations = {
    'sluice.dev/idle-timeout': 'whatever',
    'kubernetes.io/ingress.class': 'nginx',
    'example.com/auth-url': 'x',
    [nginx('proxy-buffering')]: 'on',
    [nginx('canary')]: 'false',
    [nginx('backend-protocol')]: 'HTTP',
  };
  expect(judge(annotations)).toEqual({ problems: [], refused: false, leftOut: false });
});

test('only values that ask for nothing are without effect', () => {
  const reasons = judge({ [nginx('backend-protocol')]: 'GRPC' }).problems.map(({ reason }) => reason);
  expect(reasons).toEqual(['UnsupportedAnnotation']);
});

test('a canary is left out, in the profile that knows canaries', () => {
  expect(judge({ [nginx('canary')]: 'true' }).leftOut).toBe(true);
  expect(judge({ [nginx('canary')]: 'true' }, 'slb').leftOut).toBe(false);
});

test('thousands of unknown annotations give few and short reports', () => {
  const many = Object.fromEntries(
    Array.from({ length: 2000 }, (_, index): [string, string][] => [
      [`sluice.dev/idle-timeou${index}`, 'x'],
      [nginx(`x${'y'.repeat(60)}${index}`), 'x'],
    ]).flat(),
  );
  const { problems } = judge(many);
  expect(problems).toHaveLength(12);
  expect(problems[0]?.message).toContain('did you mean sluice.dev/idle-timeout?');
  expect(problems[10]?.message).toContain('1990 more');
  for (const { message } of problems) expect(message.length).toBeLessThan(1500);
});
