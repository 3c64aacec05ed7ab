import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callSluice } from '../fixtures/call-sluice.ts';
import { runSluice } from '../fixtures/run-sluice.ts';
import { explainAnswer } from '../wire/wire-explain.ts';

const cafe: string = join(import.meta.dirname, '..', '..', '..', 'examples', 'cafe');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-explain-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('sluice explain without a server', () => {
  test('names the Ingress, its file and its Service', async () => {
    const { code, stdout } = await runSluice(['explain', 'foo.bar.com/tea', '--manifests', cafe]);
    expect(stdout).toMatch(/Ingress default\/cafe \(ingress\.yaml:2\)/);
    expect(stdout).toContain('default/tea-svc:80');
    expect(code).toBe(0);
  });

  test('answers machines with data', async () => {
    const args = [
      'explain',
      'POST',
      'https://foo.bar.com/tea',
      '-H',
      'X-A: 1',
      '--manifests',
      cafe,
      '-o',
      'json',
    ];
    const { stdout } = await callSluice(args);
    expect(explainAnswer.parse(JSON.parse(stdout))).toMatchObject({
      request: { method: 'POST', authority: 'foo.bar.com' },
      explanations: [{ certificate: { kind: 'fake' }, winner: { object: 'Ingress default/cafe' } }],
    });
  });

  test.each([
    [['http://foo.bar.com/none'], 3, '404 NoRoute'],
    [['http://foo.bar.com/tea%00'], 4, '400 BadRequest'],
    [['TRACE', 'http://foo.bar.com/tea'], 4, '405 MethodNotAllowed'],
    [['127.0.0.1/tea', '-H', 'Host: foo.bar.com'], 0, 'Forwarded to default/tea-svc:80.'],
    [['127.0.0.1/tea', '--instance', 'lb-none'], 3, 'No Ingress is on an instance lb-none.'],
    [['foo.bar.com/x', '--default-backend', 'default/coffee-svc:80'], 0, 'because no host and no path'],
  ])('of %j ends with code %i', async (args, code, text) => {
    const outcome = await callSluice(['explain', ...args, '--manifests', cafe]);
    expect(outcome.stdout).toContain(text);
    expect(outcome.code).toBe(code);
  });

  test.each([
    [['explain', '/tea', '--manifests', cafe], 2, 'is not a URL'],
    [['explain', 'a', 'b', 'c'], 2, 'more than a method and a URL'],
    [['explain', 'foo.bar.com', '-H', 'nonsense', '--manifests', cafe], 2, 'no header'],
    [['explain', 'foo.bar.com', '--manifests', '/nowhere'], 1, '/nowhere does not exist'],
  ])('refuses %j', async (args, code, text) => {
    const outcome = await callSluice(args);
    expect(outcome.stderr).toContain(text);
    expect(outcome).toMatchObject({ code, stdout: '' });
  });

  test('needs a server where no folder is named', async () => {
    const { code, stderr } = await callSluice(['explain', 'foo.bar.com', '--state-dir', folder]);
    expect(stderr).toContain('No server listens');
    expect(code).toBe(1);
  });

  test('reads the settings that decide from a file too', async () => {
    const config = join(folder, 'sluice.yaml');
    await writeFile(config, 'classless: false\n');
    const args = ['explain', 'foo.bar.com/tea', '--manifests', cafe, '--config', config];
    const { code, stdout } = await callSluice(args);
    expect(stdout).toContain('No Ingress is served');
    expect(code).toBe(3);
  });

  test('lets no text of others steer the terminal', async () => {
    const url = 'http://foo.bar.com/\u001b[31mtea\u202e';
    const { stdout } = await callSluice(['explain', url, '--manifests', cafe]);
    for (const character of ['\u001b', '\u202e']) expect(stdout).not.toContain(character);
  });
});
