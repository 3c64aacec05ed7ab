import { describe, expect, test } from 'vitest';
import { explainRequest } from './explain-request.ts';
import type { Explanation } from './explanation.ts';
import type { ExplainQuery } from './query.ts';
import { readyEndpoint, ref, report, served, sourcesOf } from './sources.test-support.ts';
import type { ExplainSources } from './sources.ts';

const tea = { host: 'shop.example', path: '/tea' };
const all = { host: 'shop.example', path: '/' };

function explain(sources: ExplainSources, url: string, more: Partial<ExplainQuery> = {}): Explanation {
  const { explanations } = explainRequest(sources, { method: 'GET', url, headers: [], ...more });
  const [only] = explanations;
  if (only === undefined) throw new Error('nothing was explained');
  return only;
}

describe('a request that is forwarded', () => {
  const found = explain(sourcesOf([tea, all]), 'http://shop.example/tea/green?x=1');

  test('names the rule that takes it, as written, its file and its backend', () => {
    expect(found.winner).toMatchObject({
      object: 'Ingress default/web',
      place: { file: 'web.yaml', line: 7 },
      rule: { host: 'shop.example', field: 'spec.rules[0].http.paths[0]', path: '/tea', pathType: 'Prefix' },
      backends: [{ id: 'default/svc:80', endpoints: [readyEndpoint] }],
    });
    expect(found.outcome).toMatchObject({ verdict: 'served', text: 'Forwarded to default/svc:80.' });
    expect(found.forwardedPath).toBe('/tea/green');
  });

  test('names the instance and the port that clients use', () => {
    expect(found.instance).toEqual({ loadBalancer: 'managed', id: 'lb-1', address: '127.0.0.9' });
    expect(found.listener).toEqual({ protocol: 'http', port: 80, clientPort: 8080 });
  });

  test('names who lost and why', () => {
    expect(found.losers).toMatchObject([{ route: '/', fits: true, why: '/tea is longer' }]);
  });

  test('names rules that an older Ingress keeps from becoming a route', () => {
    const sources = sourcesOf([tea, { ...tea, ingress: 'newer' }, { ...tea, exact: true, ingress: 'exact' }]);
    expect(explain(sources, 'http://shop.example/tea/x').losers).toMatchObject([
      { object: 'Ingress default/newer', fits: true, why: 'the same path, and Ingress default/web is older' },
      { object: 'Ingress default/exact', fits: false, why: 'the path does not fit' },
    ]);
  });

  test('shows what stands reported on the Ingresses of its host, without notes', () => {
    const reports = [
      report('web', 'Shadowed', 'one of its paths is taken'),
      report('web', 'Programmed', 'fine'),
      report('other', 'ServiceNotFound', 'elsewhere'),
    ];
    expect(explain(sourcesOf([tea], { reports }), 'http://shop.example/tea').problems).toMatchObject([
      { reason: 'Shadowed', object: 'Ingress default/web', place: { file: 'web.yaml' } },
    ]);
  });

  test('may be one of an unknown host, for rules without a host', () => {
    const any = explain(sourcesOf([{ host: '*', path: '/' }]), 'other.example');
    expect(any).toMatchObject({ host: { kind: 'any' }, outcome: { verdict: 'served' } });
  });
});

describe('policies', () => {
  const policies = {
    sslRedirect: { status: 308 },
    rewrite: { kind: 'prefix', prefix: '/tea', replacement: '/chai' },
  } as const;

  test('that answer decide the outcome', () => {
    const { outcome, policies: decided } = explain(
      sourcesOf([{ ...tea, more: { policies } }]),
      'http://shop.example/tea',
    );
    expect(outcome).toMatchObject({ verdict: 'served', status: 308, reason: 'HttpsRedirect' });
    expect(outcome.text).toContain('https://shop.example:8443/tea');
    expect(decided).toMatchObject([{ feature: 'sslRedirect', status: 308 }]);
  });

  test('that rewrite say what the backend is asked for', () => {
    const { forwardedPath, policies: decided } = explain(
      sourcesOf([{ ...tea, more: { policies } }]),
      'https://shop.example/tea/x',
    );
    expect(forwardedPath).toBe('/chai/x');
    expect(decided.map(({ feature }) => feature)).toEqual(['sslRedirect', 'rewrite']);
  });
});

describe('a request that is refused', () => {
  test('by a backend without endpoints gets 503, and the endpoints say why', () => {
    const gone = { ...readyEndpoint, ready: false, used: false };
    const { outcome } = explain(sourcesOf([tea], { endpoints: () => [gone] }), 'shop.example/tea');
    expect(outcome).toMatchObject({ verdict: 'refused', status: 503, reason: 'NoReadyEndpoints' });
  });

  test('by a route that answers itself gets its status and reason', () => {
    const more = { action: { kind: 'respond', status: 503, reason: 'ServiceNotFound' } } as const;
    const { outcome } = explain(sourcesOf([{ ...tea, more }]), 'shop.example/tea');
    expect(outcome).toMatchObject({ verdict: 'refused', status: 503, reason: 'ServiceNotFound' });
    expect(outcome.hint).toBeDefined();
  });

  test.each([
    ['http://shop.example/%zz', 'GET', 400, 'BadRequest'],
    ['http://shop.example/x%2F..%2Ftea', 'GET', 400, 'AmbiguousPath'],
    ['http://shop.example/', 'TRACE', 405, 'MethodNotAllowed'],
    ['http://shop.example/tea?a|b', 'GET', 400, 'BadRequest'],
  ])('for %s by %s gets %i', (url, method, status, reason) => {
    const { outcome } = explain(sourcesOf([tea, all]), url, { method });
    expect(outcome).toMatchObject({ verdict: 'refused', status, reason });
  });

  test('because nobody listens says why the instance is not in force', () => {
    const problems = [{ reason: 'InstanceNotFound', message: 'instance lb-9 does not exist' }] as const;
    const down = new Map([['managed', { programmed: false, problems }]]);
    const { outcome } = explain(sourcesOf([tea], { served: down }), 'shop.example/tea');
    expect(outcome).toMatchObject({ verdict: 'refused', reason: 'InstanceNotFound' });
    expect(outcome.status).toBeUndefined();
    expect(outcome.text).toContain('instance lb-9 does not exist');
  });
});

describe('a request that nothing takes', () => {
  const near = (sources: ExplainSources, url: string): string => {
    const found = explain(sources, url);
    expect(found.outcome).toMatchObject({ verdict: 'no-route', status: 404, reason: 'NoRoute' });
    return found.nearMisses.join('\n');
  };

  test.each([
    ['http://shop.exampel/tea', 'There is host shop.example.'],
    ['http://www.shop.example/tea', 'There is host shop.example.'],
    [
      'http://shop.example/Tea',
      'There is prefix path /tea of Ingress default/web; paths are case-sensitive.',
    ],
    ['http://shop.example/teapot', 'which takes whole segments only'],
    ['http://shop.example/te', 'There is prefix path /tea'],
    ['http://one.two.wild.example/', 'There is host *.wild.example, which takes exactly one label.'],
    ['http://wild.example/', 'There is host *.wild.example, which takes one label before wild.example'],
    [
      'http://a.wild.example/only',
      'takes this path on host *.wild.example, which is not asked because there is host a.wild',
    ],
    ['http://shop.example/bar/x', 'Ingress default/web takes this path on host bar.example.'],
  ])('at %s hears what nearly took it', (url, text) => {
    const sources = sourcesOf([
      tea,
      { host: '*.wild.example', path: '/only' },
      { host: 'a.wild.example', path: '/tea' },
      { host: 'bar.example', path: '/bar' },
    ]);
    expect(near(sources, url)).toContain(text);
  });

  test('hears of an Ingress of another class that has the host', () => {
    const sources = sourcesOf([tea], {
      unserved: [{ host: 'new.example', path: '/', ingress: 'foreign' }],
      reports: [report('foreign', 'OtherClass', 'the Ingress belongs to class nginx')],
    });
    expect(near(sources, 'new.example/')).toContain(
      'Ingress default/foreign has host new.example, but is not served: the Ingress belongs to class nginx (OtherClass).',
    );
  });

  test('hears of an Ingress on another instance', () => {
    const sources = sourcesOf([tea], { unserved: [{ host: 'new.example', path: '/', ingress: 'inside' }] });
    expect(near(sources, 'new.example/')).toContain(
      'Ingress default/inside has host new.example, on another instance.',
    );
  });
});

describe('the certificate', () => {
  const secret = (name: string) => ({ namespace: 'default', name, fingerprint: name });
  const facts = (name: string, names: readonly string[], notAfter = '2031-01-01') => ({
    certificate: secret(name),
    names,
    notAfter: Date.parse(notAfter),
    users: [ref('web')],
  });
  const balancer = {
    certificates: [
      { host: '*.wild.example', certificate: secret('wild') },
      { host: 'shop.example', certificate: secret('shop') },
    ],
  };
  const certificates = [facts('wild', ['*.wild.example']), facts('shop', ['shop.example'], '2029-01-01')];
  const rules = [tea, { host: 'a.wild.example', path: '/' }, { host: 'plain.example', path: '/' }];
  const sources = sourcesOf(rules, { balancer, certificates });

  test('is absent without TLS', () => {
    expect(explain(sources, 'http://shop.example/tea').certificate).toBeUndefined();
  });

  test('of an exact host says when it expired', () => {
    expect(explain(sources, 'https://shop.example/tea').certificate).toMatchObject({
      kind: 'exact',
      secret: 'default/shop',
      coversServerName: true,
      expired: true,
      notAfter: '2029-01-01T00:00:00.000Z',
    });
  });

  test('of a wildcard, and the default for all others', () => {
    const wild = explain(sources, 'https://a.wild.example/').certificate;
    expect(wild).toMatchObject({ kind: 'wildcard', secret: 'default/wild', coversServerName: true });
    expect(explain(sources, 'https://plain.example/').certificate).toMatchObject({ kind: 'fake' });
  });

  test('that is the default says what is wrong with the one wanted', () => {
    const wrong = report('web', 'CertificateNotFound', 'Secret default/none does not exist');
    const { certificate } = explain(
      sourcesOf(rules, { balancer, certificates, reports: [wrong] }),
      'https://plain.example/',
    );
    expect(certificate?.text).toContain('Secret default/none does not exist (CertificateNotFound)');
  });

  test('follows the name connected to, and the route the Host header', () => {
    const found = explain(sources, 'https://shop.example/', { headers: [['Host', 'plain.example']] });
    expect(found).toMatchObject({ host: { name: 'plain.example' }, certificate: { secret: 'default/shop' } });
  });
});

describe('the instance', () => {
  const two = (url: string, more: Partial<ExplainQuery> = {}) => {
    const first = sourcesOf([tea]);
    const second = sourcesOf([{ host: 'inside.example', path: '/' }, tea]);
    const [one, other] = [...first.loadBalancers, ...second.loadBalancers];
    if (one === undefined || other === undefined) throw new Error('no balancers');
    const answer = explainRequest(
      {
        ...second,
        loadBalancers: [one, { ...other, id: 'lb-2' }],
        served: new Map([
          ['managed', served],
          ['lb-2', { ...served, instanceId: 'lb-2', address: '127.0.0.10' }],
        ]),
      },
      { method: 'GET', url, headers: [], ...more },
    );
    return { ids: answer.explanations.map(({ instance }) => instance.id), notes: answer.notes };
  };

  test('is every one that has the host', () => {
    expect(two('shop.example/tea').ids).toEqual(['lb-1', 'lb-2']);
    expect(two('inside.example/').ids).toEqual(['lb-2']);
  });

  test('is one that takes any host only where none names it', () => {
    const naming = sourcesOf([tea]);
    const [catchAll] = sourcesOf([{ host: '*', path: '/' }]).loadBalancers;
    const balancers = [
      ...naming.loadBalancers,
      ...(catchAll === undefined ? [] : [{ ...catchAll, id: 'lb-any' }]),
    ];
    const sources = { ...naming, loadBalancers: balancers, served: undefined };
    const asked = (url: string) =>
      explainRequest(sources, { method: 'GET', url, headers: [] }).explanations.map(
        ({ instance }) => instance.loadBalancer,
      );
    expect(asked('shop.example/tea')).toEqual(['managed']);
    expect(asked('other.example/')).toEqual(['lb-any']);
  });

  test('is the one at the address, or the one named', () => {
    expect(two('127.0.0.10/').ids).toEqual(['lb-2']);
    expect(two('shop.example/tea', { instance: 'lb-1' }).ids).toEqual(['lb-1']);
    expect(two('127.0.0.77/')).toEqual({ ids: [], notes: ['No instance has the address 127.0.0.77.'] });
    expect(two('shop.example/', { instance: 'lb-x' }).notes).toEqual(['No Ingress is on an instance lb-x.']);
  });

  test('is not chosen by a port, of which a note is made', () => {
    const { ids, notes } = two('http://inside.example:9999/');
    expect(ids).toEqual(['lb-2']);
    expect(notes).toEqual([expect.stringContaining('Port 9999 is not the http port of lb-2, which is 8080')]);
    expect(two('http://inside.example:8080/').notes).toEqual([]);
  });

  test('is none while no Ingress is served', () => {
    const answer = explainRequest(
      { ...sourcesOf([tea]), loadBalancers: [] },
      { method: 'GET', url: 'shop.example', headers: [] },
    );
    expect(answer).toMatchObject({ explanations: [], notes: [expect.stringContaining('No Ingress')] });
  });
});
