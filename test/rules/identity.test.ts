import { afterEach, describe, expect, test } from 'vitest';
import { answers, get, RuleBench, type RuleOptions, request } from './rule-bench.test-support.ts';

const open: RuleBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

async function start(options?: RuleOptions): Promise<RuleBench> {
  const bench = await RuleBench.start(options);
  open.push(bench);
  return bench;
}

const close = 'Connection: close';

describe('who the client is, and who we are', () => {
  test('rule 119: what a client says of itself is dropped, and ours is set', async () => {
    const bench = await start();
    const names = [
      'X-Forwarded-For',
      'X-Forwarded-Proto',
      'X-Forwarded-Host',
      'X-Forwarded-Port',
      'X-Real-IP',
      'Forwarded',
    ];
    const { seen } = await bench.forwards(get('/', ...names.map((name) => `${name}: spoofed`), close));
    expect(seen).not.toContain('spoofed');
    expect(seen).toContain(
      '\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a.example\r\nX-Forwarded-Port: 80\r\nX-Real-IP: 127.0.0.1\r\n',
    );
  });

  test('rule 121: certificates of clients that a client names are dropped', async () => {
    const bench = await start();
    const names = ['X-Forwarded-Client-Cert', 'Client-Cert', 'Client-Cert-Chain', 'SSL-Client-Verify'];
    const { seen } = await bench.forwards(get('/', ...names.map((name) => `${name}: spoofed`), close));
    expect(seen).not.toContain('spoofed');
  });

  test('rule 122: Via goes through as it came, and none is added', async () => {
    const bench = await start();
    const { seen } = await bench.forwards(get('/', 'Via: 1.1 other', close));
    expect(seen.match(/Via:/g)).toHaveLength(1);
  });

  test('rule 123: Date is added where the backend sent none', async () => {
    const bench = await start();
    expect(await bench.ask(get('/', close))).toMatch(/\r\nDate: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r\n/);
    const dated = await start({
      backend: answers('HTTP/1.1 200 OK\r\nDate: then\r\nContent-Length: 0\r\n\r\n'),
    });
    expect((await dated.ask(get('/', close))).match(/\r\nDate: .*/g)).toEqual(['\r\nDate: then']);
  });

  test('rule 124: Server is the one of the backend, else ours, without a version', async () => {
    const bench = await start();
    expect(await bench.ask(get('/', close))).toContain('\r\nServer: sluice\r\n');
    const named = await start({
      backend: answers('HTTP/1.1 200 OK\r\nServer: x/1\r\nContent-Length: 0\r\n\r\n'),
    });
    expect((await named.ask(get('/', close))).match(/\r\nServer: .*/g)).toEqual(['\r\nServer: x/1']);
  });

  test('rule 125: a request gets an id of ours, whatever the client says', async () => {
    const bench = await start();
    const { seen } = await bench.forwards(get('/', 'X-Request-ID: mine', close));
    expect(seen.match(/\r\nX-Request-ID: .*/g)).toEqual([expect.stringMatching(/: [0-9a-f-]{32,36}$/)]);
  });

  test('rule 126: an answer of our own has a length, says whether the connection ends, and none of it to HEAD', async () => {
    const bench = await start();
    const text = request('GET', '/', []).replace('a.example', 'none.example');
    const head = request('HEAD', '/', [close]).replace('a.example', 'none.example');
    const received = await bench.ask(text + head);
    const [first, second] = received.split(/(?=HTTP\/1\.1 404)/);
    expect(first).toMatch(/\r\nContent-Length: 14\r\n\r\n404 Not Found\n$/);
    expect(first).not.toContain('Connection:');
    expect(second).toMatch(/\r\nContent-Length: 14\r\nConnection: close\r\n\r\n$/);
  });
});
