import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mapRules } from './map-rules.ts';
import { problemLines, ruleLines, writtenTable } from './written-table.test-support.ts';

const page = readFileSync(
  new URL('../../../../docs/reference/alibaba-clb-rules.md', import.meta.url),
  'utf8',
);
const rows = [...page.matchAll(/^\| `([^`]+ > [^`]+)` \| `([^`]+)` \| (.+) \|$/gm)];

describe('the examples of docs/reference/alibaba-clb-rules.md', () => {
  test.each(rows.map(([, routes = '', rules = '', difference = '']) => [routes, rules, difference] as const))(
    '%s: %s, %s',
    (routes, rules, difference) => {
      const approximation = difference.startsWith('refused') ? 'refuse' : 'allow';
      const wanted = mapRules(writtenTable(routes.split('; ')), { approximation, rulesPerListener: 40 });
      expect(ruleLines(wanted).join('; ')).toBe(rules);
      expect(problemLines(wanted).length > 0).toBe(difference !== 'nothing');
    },
  );

  test('are there', () => {
    expect(rows.length).toBeGreaterThan(10);
  });
});
