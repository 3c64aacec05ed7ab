import { describe, expect, test } from 'vitest';
import { UsageError } from './exit-code.ts';
import { decodeSettings, parseServiceAddress, readServeSettings } from './settings.ts';

const manifests = '/srv/manifests';

describe('the settings of serve', () => {
  test('have documented defaults', () => {
    expect(readServeSettings({ manifests, stateDir: '/state' }, {})).toEqual({
      manifests,
      echo: false,
      stateDir: '/state',
      workers: 2,
      defaultCertificate: 'first-of-instance',
      releaseDelay: 60,
      retainInstances: false,
      keepKeys: true,
      allowExternalName: false,
      classless: true,
      drainTimeout: 30,
      shutdownDelay: 0,
      accessLog: 'json',
      logLevel: 'info',
    });
  });

  test('come from variables of the same names', () => {
    const settings = readServeSettings(
      {},
      {
        SLUICE_MANIFESTS: manifests,
        SLUICE_STATE_DIR: '/state',
        SLUICE_ECHO: 'true',
        SLUICE_KEEP_KEYS: '0',
        SLUICE_HTTP_PORT: '8080',
        SLUICE_INTERNET_ADDRESS: '192.0.2.1, 10.0.0.5=192.0.2.2',
        SLUICE_WORKERS: '',
      },
    );
    expect(settings).toMatchObject({
      manifests,
      stateDir: '/state',
      echo: true,
      keepKeys: false,
      httpPort: 8080,
      internetAddress: ['192.0.2.1', '10.0.0.5=192.0.2.2'],
      workers: 2,
    });
  });

  test('take a flag before its variable', () => {
    const env = { SLUICE_WORKERS: '4', SLUICE_CLASSLESS: 'true' };
    expect(readServeSettings({ manifests, workers: '3', classless: false }, env)).toMatchObject({
      workers: 3,
      classless: false,
    });
  });

  test('survive the way to the control process', () => {
    const settings = readServeSettings({ manifests, defaultBackend: 'shop/web:80', httpPort: '81' }, {});
    expect(decodeSettings(JSON.stringify(settings))).toEqual(settings);
  });

  test.each([
    [{ workers: '1' }, {}, /^--workers: expected a whole number from 2 to 64/],
    [{ workers: 'two' }, {}, /^--workers: /],
    [{ httpPort: '0' }, {}, /^--http-port: expected a whole number from 1 to 65535/],
    [{ httpPort: '80.5' }, {}, /^--http-port: /],
    [{ drainTimeout: '-1' }, {}, /^--drain-timeout: expected a number of seconds/],
    [{ drainTimeout: ' ' }, {}, /^--drain-timeout: /],
    [{ defaultBackend: 'web' }, {}, /^--default-backend: expected NAMESPACE\/NAME:PORT/],
    [{ accessLog: 'xml' }, {}, /^--access-log: /],
    [{ httpPort: '8080', httpsPort: '8080' }, {}, /^--http-port and --https-port: .* on port 8080/],
    [{ httpPort: '443' }, {}, /^--http-port: .* on port 443/],
    [{}, { SLUICE_HTTPS_PORT: '80' }, /^SLUICE_HTTPS_PORT: .* on port 80/],
    [{}, { SLUICE_ECHO: 'maybe' }, /^SLUICE_ECHO: expected true or false/],
    [{}, { SLUICE_HTTPS_PORT: '99999' }, /^SLUICE_HTTPS_PORT: /],
  ])('refuse %j with %j and name the culprit', (flags, env, message) => {
    const read = (): unknown => readServeSettings({ manifests, ...flags }, env);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });

  test('need a folder of manifests', () => {
    expect(() => readServeSettings({}, {})).toThrow(
      '--manifests: required: the folder that holds the manifests.',
    );
  });
});

test('a service address names its port by number or by name', () => {
  expect(parseServiceAddress('shop/web:80')).toEqual({ namespace: 'shop', name: 'web', port: 80 });
  expect(parseServiceAddress('shop/web:http')).toEqual({ namespace: 'shop', name: 'web', port: 'http' });
});
