import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { selfSigned } from '../support/certificates.ts';
import { Traffic } from '../support/clb-emulator/traffic/traffic.ts';
import { type CloudSite, openCloudSite } from '../support/cloud-program.ts';
import { type Answer, seenIn, send } from '../support/http-client.ts';
import { backend, ingress, manifest, secret } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';

let site: CloudSite;
let traffic: Traffic;
let tea: NamedOrigin;
let coffee: NamedOrigin;
let program: Program;

beforeAll(async () => {
  [site, tea, coffee] = await Promise.all([openCloudSite(), namedOrigin('tea'), namedOrigin('coffee')]);
  traffic = new Traffic(site.emulator);
  for (const [name, value] of Object.entries(site.environment)) vi.stubEnv(name, value);
  const tls = [{ hosts: ['cafe.example'], secretName: 'cafe-tls' }];
  const rules = [
    ['cafe.example', '/tea', 'tea'],
    ['cafe.example', '/coffee', 'coffee'],
  ] as const;
  program = await startProgram({
    manifests: {
      'pods.yaml': manifest(backend(tea), backend(coffee)),
      'cafe.yaml': manifest(
        ingress('cafe', rules, { tls }),
        secret('cafe-tls', await selfSigned('cafe.example')),
      ),
    },
    flags: [...site.flags, '--drain-delay', '0'],
  });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await program.close();
  await traffic.close();
  await Promise.all([site.emulator.close(), tea.close(), coffee.close()]);
});

/** Sends a request to the instance that the Ingress has as its address. */
async function ask(host: string, path: string, tls = false): Promise<Answer> {
  const { address = '' } = (await program.ingress('default/cafe')) ?? {};
  const place = await traffic.untilServed(address, tls ? 443 : 80);
  return send({ ...place, host, path, tls });
}

async function answeredBy(path: string): Promise<string> {
  const answer = await ask('cafe.example', path);
  return answer.status === 200 ? seenIn(answer).service : String(answer.status);
}

describe('requests to an instance in the cloud', () => {
  test('reach the pods that the Ingress routes them to', async () => {
    expect(await answeredBy('/tea/green')).toBe('tea');
    expect(await answeredBy('/coffee')).toBe('coffee');
    expect(await answeredBy('/cocoa')).toBe('404');
  });

  test('are taken by HTTPS as well, with the certificate of the Secret', async () => {
    const answer = await ask('cafe.example', '/tea', true);
    expect(answer.status).toBe(200);
    expect(answer.certificate?.subject.CN).toBe('cafe.example');
  });

  test('follow the Ingress when it changes', async () => {
    await program.edit('cafe.yaml', manifest(ingress('cafe', [['cafe.example', '/tea', 'coffee']])));
    await expect.poll(() => answeredBy('/tea'), soon).toBe('coffee');
    await expect.poll(() => answeredBy('/coffee'), soon).toBe('404');
  });

  test('follow the pods when they change, without a rule being touched', async () => {
    const before = site.emulator.calls.length;
    await program.edit('pods.yaml', manifest(backend(tea), backend({ ...tea, name: 'coffee' })));
    await expect.poll(() => answeredBy('/tea'), soon).toBe('tea');
    const calls = site.emulator.countCalls(before);
    expect(Object.keys(calls).filter((action) => /Rule|Listener/.test(action))).toEqual([]);
  });
});
