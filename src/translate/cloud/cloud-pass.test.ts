import { expect, test } from 'vitest';
import type { Ingress } from '../../kubernetes/types/index.ts';
import type { LoadBalancer } from '../../model/index.ts';
import type { Snapshot } from '../../snapshot/index.ts';
import { createTranslator, defaultTranslateSettings } from '../index.ts';
import { furnished } from '../random-world.test-support.ts';

const prefix = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';

function ingress(name: string, asks: Record<string, string>): Ingress {
  const annotations = Object.fromEntries(Object.entries(asks).map(([key, value]) => [prefix + key, value]));
  const backend = { service: { name: 'tea', port: { number: 80 } } };
  return {
    kind: 'Ingress',
    metadata: { namespace: 'one', name, creationTimestamp: 1, annotations },
    spec: {
      rules: [{ host: `${name}.example`, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  };
}

function snapshot(...ingresses: readonly Ingress[]): Snapshot {
  return {
    ...furnished,
    ingresses: new Map(ingresses.map((item) => [`one/${item.metadata.name}`, item])),
  };
}

/** Translates one snapshot after another. */
function start(): (...ingresses: readonly Ingress[]) => LoadBalancer | undefined {
  const translator = createTranslator({ ...defaultTranslateSettings, cloudAnnotations: true });
  return (...ingresses) => translator.translate(snapshot(...ingresses)).loadBalancers[0];
}

test('an annotation that changes alone changes the load balancer, and one that is the same keeps it', () => {
  const translate = start();
  const before = translate(ingress('a', { 'idle-timeout': '20' }));
  expect(before?.cloud?.listener).toEqual({ 'idle-timeout': '20' });
  const after = translate(ingress('a', { 'idle-timeout': '30' }));
  expect(after?.cloud?.listener).toEqual({ 'idle-timeout': '30' });
  expect(after?.routing.hosts).toBe(before?.routing.hosts);
  expect(translate(ingress('a', { 'idle-timeout': '30' }))).toBe(after);
  expect(translate(ingress('a', {}))).not.toHaveProperty('cloud');
});

test('an Ingress that must not be open stays closed when it is deleted and made again as it was', () => {
  const translate = start();
  const open = ingress('a', { 'acl-status': 'off' });
  const closed = (): Ingress => ingress('b', { 'acl-status': 'on', 'acl-id': 'acl-1', 'acl-type': 'white' });
  const kinds = (balancer: LoadBalancer | undefined): readonly (readonly string[])[] =>
    (balancer?.routing.hosts ?? []).map(({ host, routes }) => [
      host,
      ...routes.map(({ action }) => action.kind),
    ]);
  const expected = [
    ['a.example', 'forward'],
    ['b.example', 'respond'],
  ];
  expect(kinds(translate(open, closed()))).toEqual(expected);
  expect(kinds(translate(open))).toEqual([['a.example', 'forward']]);
  expect(kinds(translate(open, closed()))).toEqual(expected);
  expect(kinds(translate(closed()))).toEqual([['b.example', 'forward']]);
});
