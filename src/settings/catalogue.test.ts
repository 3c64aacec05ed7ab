import { describe, expect, test } from 'vitest';
import { settingGroups, settingNames, settings } from './catalogue.ts';
import { formatOf } from './formats.ts';
import { variableName } from './names.ts';
import { allowedValues, isAllowed } from './setting-value.ts';

describe.each(settingNames.map((name) => [name, settings[name]] as const))(
  'the setting %s',
  (_name, setting) => {
    test('allows its own default and its own example', () => {
      expect(isAllowed(setting, setting.example), allowedValues(setting)).toBe(true);
      if (setting.default !== undefined) expect(isAllowed(setting, setting.default)).toBe(true);
    });

    test('gives an example that is not its default', () => {
      expect(setting.example).not.toEqual(setting.default);
    });

    test('says what holds where nothing is said', () => {
      const told = [setting.default, setting.otherwise, setting.required].filter((one) => one !== undefined);
      expect(told.length).toBeGreaterThan(0);
    });

    test('is told in a phrase without its full stop, and in sentences with theirs', () => {
      expect(setting.doc).toMatch(/[^.]$/);
      if (setting.more !== undefined) expect(setting.more).toMatch(/^[A-Za-z].*\.$/s);
    });
  },
);

test('every setting is in one group', () => {
  const grouped = settingGroups.flatMap((group) => Object.keys(group.settings));
  expect(grouped.sort()).toEqual([...settingNames].sort());
});

test('no two settings share a variable', () => {
  expect(new Set(settingNames.map(variableName)).size).toBe(settingNames.length);
});

describe('the formats', () => {
  test.each([
    ['path', 'sub/sluice.yaml', true],
    ['path', '', false],
    ['path', 'a\0b', false],
    ['address', '192.0.2.1', true],
    ['address', '10.0.0.5=192.0.2.5', true],
    ['address', '192.0.2.1-192.0.2.9', true],
    ['address', '::1', true],
    ['address', 'example.com', false],
    ['address', '1.2.3.4-1.2.3.5-1.2.3.6-1.2.3.7', false],
    ['service', 'shop/web:80', true],
    ['service', 'shop/web:http', true],
    ['service', 'shop/web', false],
    ['hostPort', 'off', true],
    ['hostPort', '127.0.0.1:0', true],
    ['hostPort', '[::1]:10254', true],
    ['hostPort', 'localhost:10254', true],
    ['hostPort', '10254', false],
    ['hostPort', ':10254', false],
    ['hostPort', '[127.0.0.1]:80', false],
    ['hostPort', '::1:80', false],
    ['hostPort', '127.0.0.1:65536', false],
    ['host', 'sluice.example.com', true],
    ['host', '2001:db8::1', true],
    ['host', 'a b', false],
    ['host', '-a.example', false],
    ['classProfile', 'public=slb', true],
    ['classProfile', 'legacy.nginx=ingress-nginx', true],
    ['classProfile', 'public=traefik', false],
    ['classProfile', '=slb', false],
  ] as const)('%s: %j is taken: %j', (format, text, taken) => {
    expect(formatOf(format).accepts(text)).toBe(taken);
  });
});
