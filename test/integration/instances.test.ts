import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instanceRow } from '../../src/cli/wire/wire.ts';
import { fieldOf, seenIn } from '../support/http-client.ts';
import {
  backend,
  type IngressOptions,
  ingress,
  instanceAnnotations,
  manifest,
  slbInstance,
} from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';

const [newer, older] = instanceAnnotations;

let origin: NamedOrigin;
let program: Program;
/** The id of the instance made by `sluice slb create`. */
let inside = '';

beforeAll(async () => {
  origin = await namedOrigin('web');
  program = await startProgram({
    manifests: { 'web.yaml': manifest(backend(origin), backend(origin, 'team')) },
    flags: ['--release-delay', '1'],
    ready: /^No Ingress to serve/,
  });
});

afterAll(async () => {
  await program.close();
  await origin.close();
});

/** One Ingress in a file of its own name, for the host `NAME.example`. */
function edit(
  name: string,
  annotations: Readonly<Record<string, string>>,
  more: IngressOptions = {},
): Promise<void> {
  const text = manifest(ingress(name, [[`${name}.example`, '/', 'web']], { annotations, ...more }));
  return program.edit(`${name}.yaml`, text);
}

function addressOf(name: string): Promise<string | undefined> {
  return program.ingress(`default/${name}`).then((row) => row?.address);
}

async function answers(name: string, address: string, tls = false): Promise<void> {
  const seen = seenIn(await program.request(`${name}.example`, '/', { address, tls }));
  expect(fieldOf(seen, 'host')).toBe(`${name}.example`);
}

async function create(...flags: readonly string[]): Promise<string> {
  const order = ['--address-type', 'intranet', '--spec', 'slb.s2.small', '--output', 'json', ...flags];
  const { code, stdout, stderr } = await program.command('slb', 'create', ...order);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return instanceRow.parse(JSON.parse(stdout)).id;
}

describe('instances', () => {
  test('there is none while there is no Ingress', async () => {
    expect(await program.instances()).toEqual([]);
  });

  test('one made with sluice slb create is taken by an Ingress that names its id, and no other is made', async () => {
    inside = await create('--name', 'inside');
    await edit('inside', { [newer]: inside });
    await expect.poll(() => addressOf('inside'), soon).toBe(program.intranet[0]);
    await answers('inside', program.intranet[0] ?? '');
    await answers('inside', program.intranet[0] ?? '', true);
    expect(await program.instances()).toMatchObject([
      { id: inside, addressType: 'intranet', specification: 'slb.s2.small', managed: false },
    ]);
  });

  test('one id is shared by two namespaces and by both spellings of the annotation; the newer wins', async () => {
    await edit('outside', { [older]: inside }, { namespace: 'team' });
    await edit('both', { [newer]: inside, [older]: 'lb-unknown' });
    await expect
      .poll(() => program.ingress('team/outside'), soon)
      .toMatchObject({ instanceId: inside, address: program.intranet[0] });
    await expect.poll(() => addressOf('both'), soon).toBe(program.intranet[0]);
    await answers('outside', program.intranet[0] ?? '');
    await answers('both', program.intranet[0] ?? '');
    const [row] = await program.instances();
    expect([...(row?.ingresses ?? [])].sort()).toEqual(['default/both', 'default/inside', 'team/outside']);
  });

  test('an Internet-facing one is made when the first Ingress comes that names none, and is shared', async () => {
    await edit('first', {});
    await edit('second', {}, { namespace: 'team' });
    await expect.poll(() => addressOf('first'), soon).toBe(program.address);
    await expect.poll(() => program.ingress('team/second'), soon).toMatchObject({ address: program.address });
    await answers('first', program.address);
    await answers('second', program.address);
    const made = (await program.instances()).filter(({ managed }) => managed);
    expect(made).toMatchObject([{ addressType: 'internet', address: program.address }]);
    // Each instance has the routes of its own Ingresses only.
    expect((await program.request('inside.example', '/')).status).toBe(404);
  });

  test('an unknown id is reported, hurts no other Ingress, and is taken once an SLBInstance document makes it', async () => {
    await edit('later', { [newer]: 'lb-later' });
    await expect.poll(() => program.reasons('default/later'), soon).toEqual(['InstanceNotFound']);
    expect(await addressOf('later')).toBeUndefined();
    await answers('inside', program.intranet[0] ?? '');
    await answers('first', program.address);

    const spec = { addressType: 'intranet', specification: 'slb.s1.small', address: program.intranet[4] };
    await program.edit('instances/later.yaml', manifest(slbInstance('lb-later', spec)));
    await expect.poll(() => addressOf('later'), soon).toBe(program.intranet[4]);
    await answers('later', program.intranet[4] ?? '');
    expect(await program.reasons('default/later')).toEqual([]);
  });

  test('one of a document is not deleted by sluice slb delete, which names the document; nor is one in use', async () => {
    const document = await program.command('slb', 'delete', 'lb-later');
    expect(document).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: .*lb-later.*\nhint: /),
    });
    const used = await program.command('slb', 'delete', inside);
    expect(used).toMatchObject({ code: 1, stderr: expect.stringContaining('is used by Ingress default/') });
    await answers('later', program.intranet[4] ?? '');
  });

  test.each([
    ['InstanceSharedPerformance', 'lb-shared', { specification: '' }],
    ['InstanceOwnedByOther', 'lb-owned', { specification: 'slb.s1.small', tags: { 'ack.aliyun.com': 'c1' } }],
    ['AddressConflict', 'lb-conflict', { specification: 'slb.s1.small', addressOf: 'lb-later' }],
    ['AddressUnavailable', 'lb-nowhere', { specification: 'slb.s1.small', address: '192.0.2.1' }],
  ])(
    'one that cannot be used is refused: %s',
    async (reason, id, { addressOf: other, ...spec }: Readonly<Record<string, unknown>>) => {
      const name = id.slice(3);
      const address = other === undefined ? {} : { address: program.intranet[4] };
      const document = slbInstance(id, { addressType: 'intranet', ...spec, ...address });
      await program.edit(`instances/${id}.yaml`, manifest(document));
      await edit(name, { [newer]: id });
      await expect.poll(() => program.reasons(`default/${name}`), soon).toEqual([reason]);
      expect(await addressOf(name)).toBeUndefined();
      await answers('later', program.intranet[4] ?? '');
    },
  );

  test('an annotation that is no id is refused', async () => {
    await edit('wrong', { [newer]: 'LB_1' });
    await expect.poll(() => program.reasons('default/wrong'), soon).toEqual(['InvalidLoadBalancerId']);
    await answers('first', program.address);
  });

  test('one whose port a foreign program has is reported with the program; its other port is served; once free it is taken', async () => {
    const address = program.intranet[7] ?? '';
    const foreign = createServer((socket) => socket.end());
    await listen(foreign, program.http, address);
    const id = await create('--address', address);
    await edit('blocked', { [newer]: id });
    await expect.poll(() => program.reasons('default/blocked'), soon).toEqual(['ListenerPortTaken']);
    const [problem] = (await program.ingress('default/blocked'))?.problems ?? [];
    expect(problem?.message).toContain(`port ${program.http} of ${address}`);
    expect(problem?.message).toContain(`(process ${process.pid})`);
    expect(await addressOf('blocked')).toBeUndefined();
    await answers('blocked', address, true);
    await answers('inside', program.intranet[0] ?? '');

    foreign.close();
    await once(foreign, 'close');
    await expect.poll(() => addressOf('blocked'), soon).toBe(address);
    await answers('blocked', address);
    expect(await program.reasons('default/blocked')).toEqual([]);
  });

  test('the one made automatically is deleted a while after its last Ingress; others never are', async () => {
    const all = await program.instances();
    await Promise.all(
      ['first', 'second', 'inside', 'both', 'outside', 'wrong'].map((name) => program.remove(`${name}.yaml`)),
    );
    await expect
      .poll(async () => (await program.instances()).filter(({ managed }) => managed), soon)
      .toEqual([]);
    await expect(program.request('first.example', '/')).rejects.toThrow('ECONNREFUSED');
    const left = await program.instances();
    expect(left.map(({ id }) => id)).toEqual(all.filter(({ managed }) => !managed).map(({ id }) => id));
    expect(left.find(({ id }) => id === inside)).toMatchObject({ listeners: [], ingresses: [] });
    await answers('later', program.intranet[4] ?? '');
  });

  test('it is made anew for the next Ingress that names none', async () => {
    await edit('again', {});
    await expect.poll(() => addressOf('again'), soon).toBe(program.address);
    await answers('again', program.address);
  });
});

async function listen(server: Server, port: number, address: string): Promise<void> {
  server.listen(port, address);
  await once(server, 'listening');
}
