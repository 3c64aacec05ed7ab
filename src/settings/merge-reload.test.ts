import { describe, expect, test } from 'vitest';
import { combineSettings, type EffectiveSettings } from './effective-settings.ts';
import { mergeReload } from './merge-reload.ts';
import { parseSettingsFile } from './settings-file.ts';

function read(text: string): EffectiveSettings {
  const input = { flags: { manifests: '/m' }, env: {}, stateDir: '/state' };
  return combineSettings(input, parseSettingsFile('/s.yaml', text));
}

describe('settings read anew', () => {
  test('change what is hot and leave the rest for a restart', () => {
    const before = read('workers: 3\nclassless: true\n');
    const { effective, changed, waiting } = mergeReload(
      before,
      read('# more\nworkers: 4\nclassless: false\nhttpPort: 81\n'),
    );
    expect(changed).toEqual(['classless']);
    expect(waiting).toEqual(['httpPort', 'workers']);
    expect(effective.settings).toEqual({ ...before.settings, classless: false });
    expect(effective.origins).toEqual({
      ...before.origins,
      classless: { kind: 'file', file: '/s.yaml', line: 3, column: 1 },
    });
  });

  test('go back to the default where they are taken out of the file', () => {
    const { effective, changed } = mergeReload(
      read('responseTimeout: 5\ndefaultBackend: a/b:80\n'),
      read(''),
    );
    expect(changed).toEqual(['defaultBackend', 'responseTimeout']);
    expect(effective).toEqual(read(''));
  });

  test('know their new lines where only these have changed', () => {
    const { effective, changed, waiting } = mergeReload(read('workers: 3'), read('\nworkers: 3'));
    expect([changed, waiting]).toEqual([[], []]);
    expect(effective.origins.workers).toMatchObject({ line: 2 });
  });

  test('keep equal lists', () => {
    expect(mergeReload(read('adminHosts: [a.example]'), read('adminHosts: ["a.example"]')).changed).toEqual(
      [],
    );
  });
});
