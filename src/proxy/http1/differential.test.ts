import { describe, expect, test } from 'vitest';
import { Campaign } from '../../../fuzz/http1/campaign.ts';
import { Figures } from '../../../fuzz/http1/figures.ts';
import { type OracleRequests, RequestOracle } from '../../../fuzz/http1/oracle-requests.ts';
import { type OracleResponse, ResponseOracle } from '../../../fuzz/http1/oracle-responses.ts';
import { parseRequests, type RequestsRead } from '../../../fuzz/http1/parse-requests.ts';
import { parseResponse, type ResponseRead } from '../../../fuzz/http1/parse-response.ts';

const oracle = new RequestOracle();

function requests(text: string): { ours: RequestsRead; node: OracleRequests } {
  const data = Buffer.from(text, 'latin1');
  return { ours: parseRequests([data]), node: oracle.parse(data) };
}

async function responses(
  text: string,
  method = 'GET',
): Promise<{ ours: ResponseRead; node: OracleResponse }> {
  const data = Buffer.from(text, 'latin1');
  const client = new ResponseOracle(method);
  await new Promise<void>((resolve) => setImmediate(resolve));
  const ours = parseResponse([data], method);
  return { ours, node: client.parse(data, ours.end === 'until-close') };
}

describe('generated and mutated messages', () => {
  test('mean the same to us and to Node, in one piece and in many, and once forwarded', async () => {
    const figures = new Figures();
    const campaign = new Campaign(9112, { oracle: 5, pieces: 4, everyPlace: 200 }, figures);
    await campaign.run(0, 20_000);
    campaign.close();
    expect(figures.inputs).toBe(20_000);
    for (const count of [
      figures.accepted,
      figures.waiting,
      figures.oracle,
      figures.forwarded,
      figures.splits,
    ]) {
      expect(count).toBeGreaterThan(1000);
    }
    for (const reason of [
      '400 forbidden octet in the head',
      '400 invalid chunk size',
      '400 invalid status line',
    ]) {
      expect(figures.refused.get(reason), reason).toBeGreaterThan(100);
    }
  });
});

describe('requests that Node takes and we refuse', () => {
  test.each([
    ['no version', 'GET /\r\n\r\n', 400],
    ['HTTP/2.0', 'GET / HTTP/2.0\r\nHost: h\r\n\r\n', 505],
    ['HTTP/0.9', 'GET / HTTP/0.9\r\nHost: h\r\n\r\n', 505],
    ['a fragment', 'GET /#f HTTP/1.1\r\nHost: h\r\n\r\n', 400],
    ['a quote in the target', 'GET /" HTTP/1.1\r\nHost: h\r\n\r\n', 400],
    ['< in the target', 'GET /< HTTP/1.1\r\nHost: h\r\n\r\n', 400],
    ['a backslash in the target', 'GET /\\ HTTP/1.1\r\nHost: h\r\n\r\n', 400],
    ['a vertical bar in the target', 'GET /| HTTP/1.1\r\nHost: h\r\n\r\n', 400],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['Host twice', 'GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n', 400],
    [
      'a coding before chunked',
      'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
      501,
    ],
  ])('%s', (_name, text, status) => {
    const { ours, node } = requests(text);
    expect(ours).toMatchObject({ requests: [], end: { kind: 'error', status } });
    expect(node).toMatchObject({ requests: [{ complete: true }], error: undefined });
  });
});

describe('requests that we take and Node does not, or takes otherwise', () => {
  const next = 'GET /next HTTP/1.1\r\nHost: h\r\n\r\n';
  const chunked = 'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n';

  test('any token is a method', () => {
    const { ours, node } = requests('BREW / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(ours).toMatchObject({ requests: [{ head: { method: 'BREW' }, complete: true }], end: 'waiting' });
    expect(node).toMatchObject({ requests: [], error: 'HPE_INVALID_METHOD' });
  });

  test('a request follows an upgrade that is not served', () => {
    const lines = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n';
    const { ours, node } = requests(`GET / HTTP/1.1\r\nHost: h\r\n${lines}\r\n${next}`);
    expect(ours.requests.map(({ head }) => head.path)).toEqual(['/', '/next']);
    expect(node.requests).toHaveLength(1);
  });

  test('an HTTP/1.0 connection ends with its request', () => {
    const { ours, node } = requests(`GET / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n${next}`);
    expect(ours).toMatchObject({ requests: [{ complete: true }], end: 'closed' });
    expect(ours.requests).toHaveLength(1);
    expect(node.requests).toHaveLength(2);
  });

  test.each(['Content-Length: 5', 'Transfer-Encoding: chunked'])('a trailer %s is dropped', (line) => {
    const { ours, node } = requests(`${chunked}${line}\r\n\r\n${next}`);
    expect(ours.requests.map(({ head }) => head.path)).toEqual(['/', '/next']);
    expect(ours.requests[0]?.head.headers).toEqual([]);
    expect(node).toMatchObject({
      requests: [{ complete: false }],
      error: expect.stringContaining('INVALID'),
    });
  });

  test('a tab may follow the coding', () => {
    const text = `POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\t\r\n\r\n1\r\nx\r\n0\r\n\r\n${next}`;
    const { ours, node } = requests(text);
    expect(ours.requests.map(({ body }) => body)).toEqual(['x', '']);
    expect(node).toMatchObject({ error: 'HPE_INVALID_TRANSFER_ENCODING' });
  });

  test('a Connection field among the trailers closes nothing', () => {
    const { ours, node } = requests(`${chunked}Connection: close\r\n\r\n${next}`);
    expect(ours.requests.map(({ head }) => head.path)).toEqual(['/', '/next']);
    expect(node).toMatchObject({ error: 'HPE_CLOSED_CONNECTION' });
  });
});

describe('responses', () => {
  test('an unknown transfer coding is refused, and read to the end of the connection by Node', async () => {
    const { ours, node } = await responses('HTTP/1.1 200 OK\r\nTransfer-Encoding: pigeons\r\n\r\nbody');
    expect(ours).toMatchObject({ head: undefined, end: { kind: 'error' } });
    expect(node).toMatchObject({ response: { status: 200, body: 'body' }, error: undefined });
  });

  test('a 304 has no body whatever its length says, to both', async () => {
    const { ours, node } = await responses('HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n');
    expect(ours).toMatchObject({
      head: { status: 304, hasBody: false, length: 5 },
      body: '',
      end: 'complete',
    });
    expect(node).toMatchObject({ response: { status: 304, body: '', complete: true } });
  });

  test('spaces after the reason phrase are taken by both, and never passed on', async () => {
    const { ours, node } = await responses('HTTP/1.1 200 OK  \r\nContent-Length: 0\r\n\r\n');
    expect(ours).toMatchObject({ head: { status: 200 }, end: 'complete' });
    expect(node).toMatchObject({ response: { status: 200, complete: true } });
  });

  test('a 205 has no body to us, and its connection is not used again', async () => {
    const { ours, node } = await responses('HTTP/1.1 205 Reset\r\nContent-Length: 4\r\n\r\nbody');
    expect(ours).toMatchObject({ head: { hasBody: false, keepAlive: false }, body: '', end: 'complete' });
    expect(node).toMatchObject({ response: { status: 205, body: 'body' } });
  });

  test('a final response follows a 1xx that says close', async () => {
    const first = 'HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n';
    const { ours, node } = await responses(`${first}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`);
    expect(ours).toMatchObject({ informational: [{ status: 103 }], head: { status: 200 }, end: 'complete' });
    expect(node).toMatchObject({ response: undefined, error: 'HPE_CLOSED_CONNECTION' });
  });

  test('a tab may follow the coding; Node reads to the end of the connection then', async () => {
    const text = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\t\r\n\r\n1\r\nx\r\n0\r\n\r\n';
    const { ours, node } = await responses(text);
    expect(ours).toMatchObject({ head: { chunked: true }, body: 'x', end: 'complete' });
    expect(node).toMatchObject({ response: { body: '1\r\nx\r\n0\r\n\r\n', complete: false } });
  });

  test('a trailer Content-Length is dropped', async () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    const { ours, node } = await responses(`${head}1\r\nx\r\n0\r\nContent-Length: 5\r\n\r\n`);
    expect(ours).toMatchObject({ head: { headers: [] }, body: 'x', end: 'complete' });
    expect(node).toMatchObject({
      response: { body: 'x', complete: false },
      error: 'HPE_INVALID_CONTENT_LENGTH',
    });
  });
});
