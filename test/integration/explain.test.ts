import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminRequest, controlSocketPath } from '../../src/admin/index.ts';
import { explainAnswer } from '../../src/cli/wire/wire-explain.ts';
import { selfSigned } from '../support/certificates.ts';
import { ingress, manifest, secret, service, slice } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigins } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';

let program: Program;
let origins: readonly NamedOrigin[] = [];

beforeAll(async () => {
  const [certificate, made] = await Promise.all([selfSigned('shop.example'), namedOrigins('tea')]);
  origins = made;
  program = await startProgram({
    manifests: {
      'services.yaml': manifest(
        service('tea'),
        made.map((origin) => slice('tea', origin)),
        service('empty'),
      ),
      'shop.yaml': manifest(
        secret('shop', certificate),
        ingress(
          'shop',
          [
            ['shop.example', '/tea', 'tea'],
            ['shop.example', '/empty', 'empty'],
            ['shop.example', '/missing', 'missing'],
          ],
          { tls: [{ hosts: ['shop.example'], secretName: 'shop' }] },
        ),
        ingress('zzz-late', [['shop.example', '/tea', 'tea']]),
      ),
    },
  });
});

afterAll(async () => {
  await program.close();
  await Promise.all(origins.map((origin) => origin.close()));
});

/** What `sluice explain` gets from the server, without the cost of a process. */
async function explain(url: string, method = 'GET') {
  const path = `/v1/explain?${new URLSearchParams({ url, method })}`;
  const answer = explainAnswer.parse(await adminRequest(controlSocketPath(program.state), 'GET', path));
  const [only] = answer.explanations;
  if (only === undefined) throw new Error('nothing was explained');
  return only;
}

describe('explain, of a running server', () => {
  test('tells the same as the answer, with the way it goes', async () => {
    const url = `https://shop.example:${program.https}/tea/green`;
    const { outcome, stdout } = await program
      .command('explain', url)
      .then(({ code, stdout }) => ({ outcome: code, stdout }));
    expect(outcome).toBe(0);
    expect(stdout).toContain(`at ${program.address}, https, port ${program.https} (listener 443)`);
    expect(stdout).toContain('Secret default/shop');
    expect(stdout).toContain('Ingress default/shop (shop.yaml:');
    expect(stdout).toMatch(/127\.0\.0\.1:\d+ ready/);
    expect(stdout).toContain('the same path, and Ingress default/shop is older');
    expect((await program.request('shop.example', '/tea/green', { tls: true })).status).toBe(200);
  });

  test.each([
    ['http://shop.example/empty', 503, 'NoReadyEndpoints'],
    ['http://shop.example/missing', 503, 'ServiceNotFound'],
    ['http://shop.example/none', 404, 'NoRoute'],
    ['http://shop.example/x%2F..%2Ftea', 400, 'AmbiguousPath'],
    ['http://other.example/tea', 404, 'NoRoute'],
  ])('says for %s what the client gets, and why', async (url, status, reason) => {
    const { host, pathname } = new URL(url);
    expect((await program.request(host, pathname)).status).toBe(status);
    expect((await explain(url)).outcome).toMatchObject({ status, reason });
  });

  test('takes the instance at an address', async () => {
    const { instance, outcome } = await explain(`http://${program.address}:${program.http}/tea`);
    expect(instance.address).toBe(program.address);
    expect(outcome).toMatchObject({ status: 404 });
  });

  test('follows a change of the manifests', async () => {
    await program.edit('more.yaml', manifest(ingress('more', [['more.example', '/', 'tea']])));
    await expect
      .poll(async () => (await explain('http://more.example/')).outcome.verdict, soon)
      .toBe('served');
    await expect.poll(async () => (await program.request('more.example', '/')).status).toBe(200);
  });

  test('refuses what is no request', async () => {
    await expect(explain('/no-host')).rejects.toMatchObject({ code: 'BadQuery' });
    await expect(explain('http://shop.example/', 'GE T')).rejects.toMatchObject({ code: 'BadQuery' });
  });
});
