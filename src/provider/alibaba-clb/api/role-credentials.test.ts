import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { selfSigned } from '../../../../test/support/certificates.ts';
import type { CredentialsProvider } from './credentials.ts';
import { roleCredentials } from './role-credentials.ts';

/** Without those of tests before: of two certificates with one name the wrong one may be looked at. */
const trusted = getCACertificates('default');

let folder: string;
let tokenFile: string;
let sts: Server;
let received: URLSearchParams[];
let answer: (response: ServerResponse) => void;

const session = (id: string): unknown => ({
  Credentials: {
    AccessKeyId: id,
    AccessKeySecret: 'secret',
    SecurityToken: 'token',
    Expiration: new Date(Date.now() + 3600_000).toISOString(),
  },
});

const say =
  (status: number, body: unknown) =>
  (response: ServerResponse): void => {
    response.writeHead(status);
    response.end(JSON.stringify(body));
  };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-role-'));
  tokenFile = join(folder, 'token');
  await writeFile(tokenFile, 'oidc-token');
  received = [];
  answer = say(200, session('STS.1'));
  const { certificate, key } = await selfSigned('localhost');
  setDefaultCACertificates([...trusted, certificate]);
  sts = createServer({ cert: certificate, key }, (request: IncomingMessage, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push(new URLSearchParams(body));
      answer(response);
    });
  });
  sts.listen(0, 'localhost');
  await once(sts, 'listening');
});

afterEach(async () => {
  sts.closeAllConnections();
  sts.close();
  await once(sts, 'close');
  setDefaultCACertificates(trusted);
  await rm(folder, { recursive: true });
});

const role = (): CredentialsProvider =>
  roleCredentials('role test', {
    kind: 'oidc',
    roleArn: 'acs:ram::1:role/sluice',
    providerArn: 'acs:ram::1:oidc-provider/ack',
    tokenFile,
    sessionName: 'sluice-test',
    // A server that listens on TCP has an address of this kind.
    stsEndpoint: `localhost:${(sts.address() as AddressInfo).port}`,
  });

describe('the role of a service account', () => {
  test('is taken with the token of its file, once for all who ask', async () => {
    const provider = role();
    const all = await Promise.all([provider.current(), provider.current()]);
    const expected = { accessKeyId: 'STS.1', accessKeySecret: 'secret', securityToken: 'token' };
    expect([...all, await provider.current()]).toEqual([expected, expected, expected]);
    expect(received.map((form) => Object.fromEntries(form))).toEqual([
      {
        OIDCProviderArn: 'acs:ram::1:oidc-provider/ack',
        OIDCToken: 'oidc-token',
        RoleArn: 'acs:ram::1:role/sluice',
        RoleSessionName: 'sluice-test',
        DurationSeconds: '3600',
      },
    ]);
  });

  test('is refused by its code alone, and asked for again at the next call', async () => {
    const provider = role();
    answer = say(403, { Code: 'NoPermission', Message: 'oidc-token may not' });
    await expect(provider.current()).rejects.toMatchObject({
      kind: 'denied',
      message: 'The credentials of the role test could not be fetched: refused with NoPermission.',
    });
    answer = say(200, session('STS.2'));
    expect(await provider.current()).toMatchObject({ accessKeyId: 'STS.2' });
  });

  test.each([
    ['wants fewer calls', say(400, { Code: 'Throttling.User' })],
    ['has a fault', say(503, { Code: 'ServiceUnavailable' })],
    ['makes no sense', say(200, 'hello')],
    ['hangs up', (response: ServerResponse) => void response.destroy()],
  ])('may be had soon where the service %s', async (_, given) => {
    answer = given;
    await expect(role().current()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('cannot be had without the file of the token', async () => {
    await rm(tokenFile);
    await expect(role().current()).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('the OIDC token file cannot be read (ENOENT)'),
    });
  });

  test('never shows what was sent or answered', async () => {
    answer = say(400, { Code: 'InvalidParameter', Message: 'oidc-token', AccessKeySecret: 'secret' });
    const error: unknown = await role()
      .current()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/oidc-token|"secret"/);
  });
});
