import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { anySettings } from './any-settings.test-support.ts';
import { type ServeSettings, settingNames, settings } from './catalogue.ts';
import {
  combineSettings,
  type EffectiveSettings,
  type Environment,
  type Flags,
  readSettings,
} from './effective-settings.ts';
import { decodeOrder, encodeOrder } from './serve-order.ts';
import { SettingsError } from './settings-error.ts';
import { parseSettingsFile } from './settings-file.ts';

const manifests = '/srv/manifests';
const file = '/etc/sluice/sluice.yaml';

function combine(flags: Flags, env: Environment = {}, text?: string): EffectiveSettings {
  const parsed = text === undefined ? undefined : parseSettingsFile(file, text);
  return combineSettings({ flags, env, stateDir: '/state' }, parsed);
}

function refusal(...input: Parameters<typeof combine>): string {
  try {
    combine(...input);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('the settings were taken');
}

describe('the settings of serve', () => {
  test('are the documented defaults where nothing is said', () => {
    const { settings: values, origins } = combine({ manifests });
    const expected = settingNames.flatMap((name) => {
      const { default: standard } = settings[name];
      return standard === undefined ? [] : [[name, standard]];
    });
    expect(values).toEqual({ ...Object.fromEntries(expected), manifests, stateDir: '/state' });
    expect(origins).toEqual({ manifests: { kind: 'flag', name: '--manifests' } });
  });

  test('come from variables of the same names', () => {
    const env = {
      SLUICE_MANIFESTS: manifests,
      SLUICE_STATE_DIR: '/elsewhere',
      SLUICE_ECHO: 'true',
      SLUICE_KEEP_KEYS: '0',
      SLUICE_HTTP_PORT: '8080',
      SLUICE_INTERNET_ADDRESS: '192.0.2.1, 10.0.0.5=192.0.2.2',
      SLUICE_WORKERS: '',
    };
    expect(combine({}, env).settings).toMatchObject({
      manifests,
      stateDir: '/elsewhere',
      echo: true,
      keepKeys: false,
      httpPort: 8080,
      internetAddress: ['192.0.2.1', '10.0.0.5=192.0.2.2'],
      workers: 2,
    });
  });

  test('are those of the flag before the variable, and of that before the file', () => {
    const env = { SLUICE_WORKERS: '4', SLUICE_CLASSLESS: 'true' };
    const text = 'workers: 5\nclassless: false\nresponseTimeout: 9\ndrainTimeout: null\n';
    const { settings: values, origins } = combine({ manifests, workers: '3' }, env, text);
    expect(values).toMatchObject({ workers: 3, classless: true, responseTimeout: 9, drainTimeout: 30 });
    expect(origins).toEqual({
      manifests: { kind: 'flag', name: '--manifests' },
      workers: { kind: 'flag', name: '--workers' },
      classless: { kind: 'variable', name: 'SLUICE_CLASSLESS' },
      responseTimeout: { kind: 'file', file, line: 3, column: 1 },
    });
  });

  test('take relative paths from the folder of the file, and from the working directory elsewhere', () => {
    const env = { SLUICE_ACCESS_LOG_FILE: 'access.log' };
    const { settings: values } = combine({ stateDir: 'state' }, env, 'manifests: ../manifests');
    expect(values.manifests).toBe('/etc/manifests');
    expect(values.stateDir).toBe(join(process.cwd(), 'state'));
    expect(values.accessLogFile).toBe(join(process.cwd(), 'access.log'));
  });

  test('survive the way to the control process', () => {
    const effective = combine({ manifests, defaultBackend: 'shop/web:80', echo: true }, {}, 'workers: 3');
    const order = { effective, flags: { manifests, echo: true } };
    expect(decodeOrder(encodeOrder(order))).toEqual(order);
    expect(() => decodeOrder('{"flags":{},"effective":{"settings":{},"origins":{}}}')).toThrow(
      'not the settings',
    );
  });

  test('written as a file are read back equal', () => {
    fc.assert(
      fc.property(anySettings, ({ stateDir, ...values }: ServeSettings) => {
        const { config: _, ...inFile } = values;
        const text = stringify({ ...inFile, stateDir }, { version: '1.2' });
        expect(combine({}, {}, text).settings).toEqual({ ...inFile, stateDir });
      }),
    );
  });
});

describe('what is wrong', () => {
  test.each([
    [{ workers: '1' }, {}, '--workers: expected a whole number from 2 to 64.'],
    [{ workers: 'two' }, {}, '--workers: '],
    [{ httpPort: '0' }, {}, '--http-port: expected a whole number from 1 to 65535.'],
    [{ httpPort: '80.5' }, {}, '--http-port: '],
    [{ drainTimeout: '-1' }, {}, '--drain-timeout: expected a number of seconds from 0 to 86400.'],
    [{ drainTimeout: ' ' }, {}, '--drain-timeout: '],
    [{ drainTimeout: 'Infinity' }, {}, '--drain-timeout: '],
    [{ defaultBackend: 'web' }, {}, '--default-backend: expected NAMESPACE/NAME:PORT.'],
    [{ accessLog: 'xml' }, {}, '--access-log: expected json, combined or off.'],
    [
      { httpPort: '8080', httpsPort: '8080' },
      {},
      '--https-port: HTTP and HTTPS cannot both listen on port 8080.',
    ],
    [{ httpPort: '443' }, {}, '--http-port: HTTP and HTTPS cannot both listen on port 443.'],
    [{}, { SLUICE_HTTPS_PORT: '80' }, 'SLUICE_HTTPS_PORT: HTTP and HTTPS cannot both listen on port 80.'],
    [{}, { SLUICE_ECHO: 'maybe' }, 'SLUICE_ECHO: expected true or false.'],
    [{}, { SLUICE_HTTPS_PORT: '99999' }, 'SLUICE_HTTPS_PORT: '],
    [{ profiles: ['a=slb', 'b=nginx'] }, {}, '--profiles: expected a list of at most 64, each CLASS=PROFILE'],
  ])('with %j and %j names the culprit', (flags, env, message) => {
    expect(refusal({ manifests, ...flags }, env)).toContain(message);
  });

  test('is all told at once', () => {
    const message = refusal({ workers: '1' }, { SLUICE_ECHO: 'x' }, 'accessLog: xml\nno: 1');
    expect(message.split('\n')).toEqual([
      '4 settings are wrong:',
      `  ${file}:1:1: accessLog: expected json, combined or off.`,
      `  ${file}:2:1: no: there is no such setting.`,
      '  SLUICE_ECHO: expected true or false.',
      '  --workers: expected a whole number from 2 to 64.',
    ]);
  });

  test('is a folder of manifests that nobody named', () => {
    expect(refusal({})).toBe('--manifests: required: the folder of manifests, read recursively and watched.');
  });

  test('is a variable that Kubernetes made for a Service, and the hint says so', () => {
    const read = (): unknown => combine({ manifests }, { SLUICE_HTTP_PORT: 'tcp://10.0.0.1:80' });
    expect(read).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('enableServiceLinks: false') }),
    );
  });
});

describe('a file of settings', () => {
  test('is the one that the flag, or the variable, names', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-settings-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'sluice.yaml');
    writeFileSync(path, 'manifests: m\nworkers: 3\n');
    for (const input of [
      { flags: { config: path }, env: { SLUICE_CONFIG: '/nowhere' } },
      { flags: {}, env: { SLUICE_CONFIG: path } },
    ]) {
      const { settings: values } = await readSettings({ ...input, stateDir: '/state' });
      expect(values).toMatchObject({ config: path, manifests: join(folder, 'm'), workers: 3 });
    }
  });

  test.each([
    ['/nowhere/sluice.yaml', '--config: /nowhere/sluice.yaml cannot be read (ENOENT).'],
    ['/', '--config: / is not a file.'],
    ['/dev/zero', '--config: /dev/zero is not a file.'],
  ])('that is %s is refused', async (config, message) => {
    await expect(readSettings({ flags: { config }, env: {}, stateDir: '/state' })).rejects.toThrow(message);
  });
});
