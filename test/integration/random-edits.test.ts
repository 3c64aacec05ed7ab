import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { selfSigned } from '../support/certificates.ts';
import { ChangingSite, fakeShown } from '../support/changing-site.ts';
import { seededRandom } from '../support/expectations.ts';
import { type Answer, seenIn } from '../support/http-client.ts';
import { backend, ingress, manifest } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigins } from '../support/named-origin.ts';
import { type Program, startProgram } from '../support/program.ts';
import { SteadyLoad } from '../support/steady-load.ts';

const edits = 200;
const { SLUICE_TEST_SEED: givenSeed } = process.env;
const seed = givenSeed === undefined ? Date.now() % 1_000_000 : Number(givenSeed);

let origins: readonly NamedOrigin[] = [];
let sites: readonly ChangingSite[] = [];
let program: Program;

beforeAll(async () => {
  origins = await namedOrigins('steady', 'a', 'b');
  const [steady, ...changing] = origins;
  if (steady === undefined) throw new Error('no origin');
  sites = await Promise.all(
    [0, 1, 2, 3, 4, 5].map(async (index) => {
      const name = `site-${index}`;
      const pairs = await Promise.all([selfSigned(`${name}.example`), selfSigned(`${name}.example`)]);
      return new ChangingSite(name, changing, pairs);
    }),
  );
  const first = ingress('steady', [['steady.example', '/', 'steady']], { createdAt: '2020-01-01T00:00:00Z' });
  program = await startProgram({
    manifests: Object.assign(
      { 'steady.yaml': manifest(first, backend(steady)) },
      ...sites.map((site) => site.files()),
    ),
  });
});

afterAll(async () => {
  await program.close();
  await Promise.all(origins.map((origin) => origin.close()));
});

// The bound is for a busy machine.
test(`every answer during ${edits} random edits is that of the configuration before or after (seed ${seed})`, {
  timeout: 60_000,
}, async () => {
  const random = seededRandom(seed);
  const steady = new SteadyLoad(program, {
    host: 'steady.example',
    service: 'steady',
    keepAlive: 2,
    fresh: 2,
    pauseMs: 12,
  });
  const wrong: string[] = [];
  let checked = 0;
  let stopped = false;
  const keepAsking = async (ask: (site: ChangingSite) => Promise<string | undefined>): Promise<void> => {
    for (let at = 0; !stopped; at++) {
      const site = sites[at % sites.length];
      const complaint = site === undefined ? undefined : await ask(site);
      if (complaint !== undefined) wrong.push(complaint);
      checked += 1;
      await pause(8);
    }
  };
  const agent = new Agent({ keepAlive: true });
  const clients = [
    keepAsking((site) => askRoute(site, undefined)),
    keepAsking((site) => askRoute(site, agent)),
    keepAsking(askCertificate),
  ];

  for (let count = 0; count < edits; count++) {
    const site = sites[Math.floor(random() * sites.length)];
    if (site === undefined) continue;
    const { file, text, line } = site.next(random);
    const from = program.stdout.count;
    if (text === undefined) await program.remove(file);
    else await program.edit(file, text);
    await program.stdout.find(line, from);
    site.settle();
    if (wrong.length > 0) break;
  }
  stopped = true;
  await Promise.all([...clients, steady.stop()]);
  agent.destroy();

  expect(wrong, `seed ${seed}`).toEqual([]);
  expect(steady.failures, `seed ${seed}`).toEqual([]);
  expect(checked).toBeGreaterThan(edits);
  expect(steady.requests).toBeGreaterThan(edits);
  for (const site of sites) {
    expect(await askRoute(site, undefined)).toBeUndefined();
    expect(await askCertificate(site)).toBeUndefined();
  }
});

/** Asks for the host's path; returns what is wrong with the answer. */
async function askRoute(
  { host, route }: ChangingSite,
  agent: Agent | undefined,
): Promise<string | undefined> {
  const { mark } = route;
  const answer = await attempt(() => program.request(host, '/x', agent === undefined ? {} : { agent }));
  const got =
    typeof answer === 'string' ? answer : answer.status === 200 ? seenIn(answer).service : `${answer.status}`;
  const allowed = route.since(mark);
  return allowed.includes(got) ? undefined : `${host} answered ${got}, not ${allowed.join(' or ')}`;
}

/** Asks for the host over TLS; returns what is wrong with the certificate. */
async function askCertificate({ host, shown }: ChangingSite): Promise<string | undefined> {
  const { mark } = shown;
  const answer = await attempt(() => program.request(host, '/x', { tls: true }));
  const got = typeof answer === 'string' ? answer : nameOf(answer);
  const allowed = shown.since(mark);
  return allowed.includes(got) ? undefined : `${host} showed ${got}, not ${allowed.join(' or ')}`;
}

function nameOf({ certificate }: Answer): string {
  const isFake = certificate?.subject.CN === 'Sluice Fake Certificate';
  return isFake ? fakeShown : (certificate?.fingerprint256 ?? 'nothing');
}

async function attempt(ask: () => Promise<Answer>): Promise<Answer | string> {
  try {
    return await ask();
  } catch (error) {
    return String(error);
  }
}
