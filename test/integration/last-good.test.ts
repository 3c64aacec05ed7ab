import { afterAll, beforeAll, expect, test } from 'vitest';
import { backend, ingress, manifest } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';

let origin: NamedOrigin;
let program: Program;

const good = manifest(ingress('good', [['good.example', '/', 'web']]));
const edited = (path: string): string => manifest(ingress('edited', [['edited.example', path, 'web']]));

beforeAll(async () => {
  origin = await namedOrigin('web');
  program = await startProgram({
    manifests: { 'web.yaml': manifest(backend(origin)), 'good.yaml': good, 'edited.yaml': edited('/v1') },
  });
});

afterAll(async () => {
  await program.close();
  await origin.close();
});

async function status(host: string, path: string): Promise<number> {
  return (await program.request(host, path)).status;
}

test('a bad object is reported with file, line and field, and every other object is served', async () => {
  const from = program.stdout.count;
  const bad = ingress('bad', [['BAD.example', '/', 'web']]);
  await program.edit('bad.yaml', manifest(ingress('beside', [['beside.example', '/', 'web']]), bad));
  await program.stdout.find(/^Ingress default\/bad .*must be lower case.*\(InvalidObject\)$/, from);
  const logged: unknown = JSON.parse(await program.stderr.find(/Ingress default\/bad/));
  expect(logged).toMatchObject({
    reason: 'InvalidObject',
    file: 'bad.yaml',
    line: lineOf(manifest(ingress('beside', [['beside.example', '/', 'web']]), bad), 'BAD.example'),
    field: 'spec.rules[0].host',
    hint: expect.any(String),
  });
  await expect.poll(() => program.ingress('default/beside'), soon).toMatchObject({ programmed: true });
  expect(await status('beside.example', '/')).toBe(200);
  expect(await status('good.example', '/')).toBe(200);
  expect(await status('bad.example', '/')).toBe(404);
});

test.each([
  ['breaks a rule of the API', edited('no-slash')],
  ['is no YAML', `${edited('/v2')}\n{`],
  ['takes its name away', edited('/v2').replace('"metadata"', '"metdata"')],
  ['takes its kind away', edited('/v2').replace('"kind"', '"knd"')],
  ['gives it a name that none may have', edited('/v2').replace('"name": "edited"', '"name": "Edited_"')],
  ['makes it plain text', 'hello'],
])('an edit that %s keeps the last good version and is reported on the object', async (_what, broken) => {
  await program.edit('edited.yaml', broken);
  await expect.poll(() => program.reasons('default/edited'), soon).toContain('LastGoodKept');
  expect(await status('edited.example', '/v1')).toBe(200);
  expect(await status('edited.example', '/v2')).toBe(404);
  await program.edit('edited.yaml', edited('/v1'));
  await expect.poll(() => program.reasons('default/edited'), soon).toEqual([]);
});

test('the last good version stays in force across a restart, until the edit is mended', async () => {
  await program.edit('edited.yaml', edited('no-slash'));
  await expect.poll(() => program.reasons('default/edited'), soon).toEqual(['LastGoodKept']);
  expect(await program.stop()).toBe(0);
  await program.start();
  expect(await program.reasons('default/edited')).toEqual(['LastGoodKept']);
  expect(await status('edited.example', '/v1')).toBe(200);

  await program.edit('edited.yaml', edited('/v3'));
  await expect.poll(() => program.reasons('default/edited'), soon).toEqual([]);
  await expect.poll(() => status('edited.example', '/v3'), soon).toBe(200);
  expect(await status('edited.example', '/v1')).toBe(404);
});

test('an object is gone when its broken file is deleted, even while the server was down', async () => {
  await program.edit('edited.yaml', edited('no-slash'));
  await expect.poll(() => program.reasons('default/edited'), soon).toEqual(['LastGoodKept']);
  await program.stop();
  await program.remove('edited.yaml');
  await program.start();
  expect(await program.ingress('default/edited')).toBeUndefined();
  expect(await status('edited.example', '/v3')).toBe(404);
  expect(await status('good.example', '/')).toBe(200);
});

/** The line, counted from 1, that holds a text. */
function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}
