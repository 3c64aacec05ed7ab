import { describe, expect, test } from 'vitest';
import { settings } from './catalogue.ts';
import { describeDefault, describeValue } from './setting-text.ts';

describe('the value of a setting', () => {
  test.each([
    [settings.workers, 3, '3'],
    [settings.echo, false, 'false'],
    [settings.adminHosts, [], 'none'],
    [settings.adminHosts, ['a.example', 'b.example'], 'a.example, b.example'],
    [settings.accessLogFile, undefined, 'standard output'],
    [{ ...settings.accessLogFile, secret: true as const }, '/hidden', '***'],
  ])('is shown as people write it (%#)', (setting, value, text) => {
    expect(describeValue(setting, value)).toBe(text);
  });

  test('has a default in the same form, or what holds instead', () => {
    expect(describeDefault(settings.workers)).toBe('2');
    expect(describeDefault(settings.httpPort)).toBe('80, or 8080 without the privilege');
    expect(describeDefault(settings.manifests)).toBe('');
  });
});
