import { describe, expect, test } from 'vitest';
import { HostTable } from './host-table.ts';

function tableOf(...hosts: string[]): HostTable<{ host: string }> {
  const table = new HostTable<{ host: string }>();
  for (const host of hosts) table.set(host, { host });
  return table;
}

describe('the host table', () => {
  test.each([
    [['foo.com'], 'foo.com', 'foo.com'],
    [['foo.com'], 'bar.com', undefined],
    [['*.foo.com'], 'bar.foo.com', '*.foo.com'],
    [['*.foo.com'], 'b_a-r1.foo.com', '*.foo.com'],
    [['*.foo.com'], 'baz.bar.foo.com', undefined],
    [['*.foo.com'], 'foo.com', undefined],
    [['*.foo.com'], '.foo.com', undefined],
    [['*.foo.com'], 'barfoo.com', undefined],
    [['*.foo.com', 'bar.foo.com'], 'bar.foo.com', 'bar.foo.com'],
    [['*', '*.foo.com'], 'bar.foo.com', '*.foo.com'],
    [['*', 'foo.com'], 'bar.com', '*'],
    [['*', 'foo.com'], 'localhost', '*'],
    [['*', '*.foo.com'], '[::1]', '*'],
    [['*.com'], 'foo.com', '*.com'],
    [[], 'foo.com', undefined],
  ])('of %j gives %s to %s', (hosts, name, found) => {
    expect(tableOf(...hosts).find(name)?.host).toBe(found);
  });

  test('replaces and deletes entries of each kind', () => {
    const table = tableOf('foo.com', '*.com', '*');
    table.set('foo.com', { host: 'new' });
    expect(table.find('foo.com')?.host).toBe('new');
    table.delete('foo.com');
    expect(table.find('foo.com')?.host).toBe('*.com');
    table.delete('*.com');
    expect(table.find('foo.com')?.host).toBe('*');
    table.delete('*');
    expect(table.find('foo.com')).toBeUndefined();
  });

  test('is not fooled by names of object members', () => {
    expect(tableOf('foo.com').find('__proto__')).toBeUndefined();
    expect(tableOf('foo.com').find('constructor')).toBeUndefined();
  });
});
