import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { compareReports } from '../../src/model/index.ts';
import { createTranslator } from '../../src/translate/index.ts';
import { readCase } from './read-case.ts';

const folders = [import.meta.dirname, `${import.meta.dirname}/../../src/features/*/golden`];
const inputs = findCases('in');

describe('a golden case', () => {
  test.each(inputs.map((path) => [basename(path, '.in.yaml'), path]))('%s', async (_, path = '') => {
    const text = readFileSync(path, 'utf8');
    expect(text, 'the first line says what the case shows').toMatch(/^# [A-Z].*\.\n/);
    const { snapshot, refused, settings } = readCase(text);
    const translator = createTranslator(settings);
    const { loadBalancers, backends, certificates, reports } = translator.translate(snapshot);
    const endpoints = translator.endpoints(snapshot, backends);
    const output = {
      loadBalancers,
      backends,
      endpoints: endpoints.backends,
      certificates,
      reports: [...refused, ...reports, ...endpoints.reports].sort(compareReports),
    };
    const yaml = stringify(output, { aliasDuplicateObjects: false, lineWidth: 0 });
    await expect(yaml).toMatchFileSnapshot(path.replace(/\.in\.yaml$/, '.out.yaml'));
  });

  test('stands behind every output', () => {
    const outputs = findCases('out');
    expect(inputs).toEqual(
      expect.arrayContaining(outputs.map((path) => path.replace(/\.out\.yaml$/, '.in.yaml'))),
    );
  });
});

function findCases(side: 'in' | 'out'): string[] {
  return folders.flatMap((folder) => globSync(`${folder}/*.${side}.yaml`)).sort();
}
