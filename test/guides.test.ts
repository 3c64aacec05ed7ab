import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { reasons } from '../src/model/index.ts';
import { clbActions, ecsActions } from '../src/provider/alibaba-clb/api/api-actions.ts';
import { credentialVariables } from '../src/provider/alibaba-clb/api/credentials-from.ts';
import { settings } from '../src/settings/index.ts';

const ramPolicy = z.object({ Statement: z.array(z.object({ Action: z.array(z.string()) })) });

const root: string = join(import.meta.dirname, '..');
const guides: string = join(root, 'docs', 'guides');
const troubleshooting: string = readFileSync(join(guides, 'troubleshooting.md'), 'utf8');

/** The text below each heading of the third level. */
const entries: ReadonlyMap<string, string> = new Map(
  troubleshooting
    .split(/^### /m)
    .slice(1)
    .map((entry) => [
      entry.slice(0, entry.indexOf('\n')),
      entry.slice(entry.indexOf('\n')).split(/^## /m)[0]?.trim() ?? '',
    ]),
);

describe('the guide to troubleshooting', () => {
  test.each(Object.entries(reasons))('says more of %s than its hint', (reason, { hint }) => {
    expect(entries.get(reason)?.length ?? 0).toBeGreaterThan(hint.length);
  });

  test('has no entry for a code that does not exist', () => {
    const codes = [...entries.keys()].filter((heading) => /^[A-Z][A-Za-z]+$/.test(heading));
    expect(codes.filter((code) => !Object.hasOwn(reasons, code))).toEqual([]);
  });

  test('has its entries in the order of the catalogue', () => {
    const codes = [...entries.keys()].filter((heading) => Object.hasOwn(reasons, heading));
    expect(codes).toEqual(Object.keys(reasons));
  });
});

describe.each(readdirSync(guides).filter((file) => file.endsWith('.md')))(
  'the links of guides/%s',
  (file) => {
    const text = readFileSync(join(guides, file), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');

    test('lead to pages that exist', () => {
      const missing = links.filter(
        (link) => !/^https?:/.test(link) && !existsSync(join(dirname(join(guides, file)), link)),
      );
      expect(missing).toEqual([]);
    });
  },
);

describe('the guide to Alibaba Cloud CLB', () => {
  const guide = readFileSync(join(guides, 'alibaba-clb.md'), 'utf8');
  const policy = ramPolicy.parse(JSON.parse(/```json\n(.*?)```/s.exec(guide)?.[1] ?? ''));

  test('asks in its RAM policy for the actions that are called, and for no other', () => {
    const called = [
      ...Object.keys(clbActions).map((action) => `slb:${action}`),
      ...Object.keys(ecsActions).map((action) => `ecs:${action}`),
    ];
    expect(policy.Statement.flatMap(({ Action }) => Action).sort()).toEqual(called.sort());
  });

  test('names every variable that credentials are read from', () => {
    for (const name of credentialVariables) expect(guide).toContain(`\`${name}\``);
  });

  test('gives the quotas their defaults', () => {
    const names = [
      'rulesPerListener',
      'extensionsPerListener',
      'backendsPerInstance',
      'certificatesPerRegion',
    ] as const;
    for (const name of names) {
      expect(guide).toMatch(new RegExp(`\\| +${String(settings[name].default)} \\| \`${name}\``));
    }
  });
});
