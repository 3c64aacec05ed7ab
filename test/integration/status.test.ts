import { afterAll, beforeAll, expect, test } from 'vitest';
import { fieldOf, seenIn } from '../support/http-client.ts';
import { backend, ingress, manifest } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, startProgram } from '../support/program.ts';

let origin: NamedOrigin;
let program: Program;

beforeAll(async () => {
  origin = await namedOrigin('web');
  program = await startProgram({
    manifests: {
      'web.yaml': manifest(backend(origin)),
      'first.yaml': manifest(ingress('first', [['first.example', '/', 'web']])),
    },
  });
});

afterAll(async () => {
  await program.close();
  await origin.close();
});

/** Asks for the status until it holds an address. */
async function untilAddressed(name: string): Promise<void> {
  const deadline = performance.now() + 5000;
  while ((await program.ingress(name))?.address === undefined) {
    if (performance.now() > deadline) throw new Error(`${name} got no address`);
  }
}

test('an address in the status of a new Ingress is a promise: the very next requests are answered by its rules', async () => {
  for (let i = 0; i < 50; i++) {
    const host = `host-${i}.example`;
    // Every other one brings a Service of its own: its endpoints are part of the promise.
    const own = { ...origin, name: `own-${i}` };
    const objects =
      i % 2 === 0
        ? [ingress(`new-${i}`, [[host, '/', 'web']])]
        : [ingress(`new-${i}`, [[host, '/', own.name]]), ...backend(own)];
    await program.edit(`new-${i}.yaml`, manifest(objects));
    await untilAddressed(`default/new-${i}`);
    // More connections than workers, so that each worker is asked.
    const answers = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((request) => program.request(host, '/', { tls: request > 4 })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    for (const answer of answers) expect(fieldOf(seenIn(answer), 'host')).toBe(host);
  }
});

test('an Ingress that is gone from its file is gone from the status and from the routes', async () => {
  const from = program.stdout.count;
  await program.remove('new-0.yaml');
  await program.stdout.find(/^Ingress default\/new-0 deleted/, from);
  expect(await program.ingress('default/new-0')).toBeUndefined();
  expect((await program.request('host-0.example', '/')).status).toBe(404);
});
