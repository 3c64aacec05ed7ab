import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../base/index.ts';
import { compileFilters, isRoutePolicies } from '../features/filters.ts';
import type { Ingress, Service } from '../kubernetes/types/index.ts';
import { compareReports, type ObjectReport, type Route, type Translation } from '../model/index.ts';
import { emptySnapshot, type Snapshot } from '../snapshot/index.ts';
import {
  createTranslator,
  defaultTranslateSettings,
  type EndpointTranslation,
  type TranslateSettings,
} from './index.ts';
import { applyEdit, edits, furnished, reverseMaps, settings } from './random-world.test-support.ts';

interface Both {
  readonly translation: Translation;
  readonly endpoints: EndpointTranslation;
}

function translateFully(settings: TranslateSettings, snapshot: Snapshot): Both {
  const translator = createTranslator(settings);
  const translation = translator.translate(snapshot);
  return { translation, endpoints: translator.endpoints(snapshot, translation.backends) };
}

function checkForm({ loadBalancers, backends, reports }: Translation): void {
  const used = new Set<string>();
  for (const { routing } of loadBalancers) {
    const routes = routing.hosts.flatMap((host) => host.routes);
    for (const route of [...routes, ...(routing.fallback === undefined ? [] : [routing.fallback])]) {
      checkPolicies(route);
      const { action } = route;
      if (action.kind === 'forward') for (const { backend } of action.backends) used.add(backend);
    }
    for (const { routes } of routing.hosts) {
      const ranks = routes.map(
        ({ match: { path } }) => (path.kind === 'exact' ? 1000 : 0) + path.value.length,
      );
      expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
    }
    const hosts = routing.hosts.map(({ host }) => host);
    expect(hosts).toEqual([...new Set(hosts)].sort());
  }
  expect(backends.map(({ id }) => id)).toEqual([...used].sort());
  checkReports(reports);
}

/** A worker refuses a whole update for one bad route, so no annotation may bring one about. */
function checkPolicies({ match, action, policies = {} }: Route): void {
  expect(isRoutePolicies(policies)).toBe(true);
  compileFilters(policies);
  if (match.path.kind === 'regex') {
    const { value, ignoreCase = false } = match.path;
    compilePattern(value, { anchor: 'start', ignoreCase });
  }
  if (action.kind === 'respond' && action.reason === 'AnnotationRefused') expect(policies).toEqual({});
}

function checkReports(reports: readonly ObjectReport[]): void {
  expect(reports).toEqual([...reports].sort(compareReports));
  // The default backend is a setting: what is wrong with its Service is no field of a manifest.
  const placeless = reports.filter(({ object, field }) => object.kind !== 'Service' && field === undefined);
  expect(placeless).toEqual([]);
}

describe('translating one snapshot after another', () => {
  test('gives what a translation of the last snapshot alone gives', () => {
    fc.assert(
      fc.property(settings, edits, (settings, edits) => {
        const translator = createTranslator(settings);
        let snapshot = furnished;
        for (const edit of edits) {
          snapshot = applyEdit(snapshot, edit);
          const translation = translator.translate(snapshot);
          const endpoints = translator.endpoints(snapshot, translation.backends);
          expect({ translation, endpoints }).toEqual(translateFully(settings, snapshot));
          checkForm(translation);
          checkReports(endpoints.reports);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('does not depend on the order of the objects', () => {
    fc.assert(
      fc.property(settings, edits, (settings, edits) => {
        const snapshot = edits.reduce(applyEdit, furnished);
        expect(translateFully(settings, reverseMaps(snapshot))).toEqual(translateFully(settings, snapshot));
      }),
      { numRuns: 200 },
    );
  });

  test('keeps every part while no object changes in substance', () => {
    fc.assert(
      fc.property(settings, edits, (settings, edits) => {
        const snapshot = edits.reduce(applyEdit, furnished);
        const translator = createTranslator(settings);
        const before = translator.translate(snapshot);
        const endpoints = translator.endpoints(snapshot, before.backends);
        const copy = structuredClone(snapshot);
        const after = translator.translate(copy);
        for (const part of ['loadBalancers', 'backends', 'certificates'] as const) {
          expect(after[part]).toBe(before[part]);
        }
        expect(translator.endpoints(copy, after.backends).backends).toBe(endpoints.backends);
        expect(translator.translate(copy).reports).toBe(after.reports);
      }),
      { numRuns: 100 },
    );
  });
});

function ingress(name: string, service: string, labels: Record<string, string> = {}): Ingress {
  const backend = { service: { name: service, port: { number: 80 } } };
  const rules = [
    { host: `${name}.example`, http: { paths: [{ pathType: 'Prefix' as const, path: '/', backend }] } },
  ];
  return {
    kind: 'Ingress',
    metadata: { namespace: 'one', name, labels, creationTimestamp: 1 },
    spec: { rules },
  };
}

function withIngresses(...ingresses: readonly Ingress[]): Snapshot {
  return { ...furnished, ingresses: new Map(ingresses.map((item) => [`one/${item.metadata.name}`, item])) };
}

describe('a translator', () => {
  test('keeps the virtual hosts that an edit does not concern', () => {
    const translator = createTranslator(defaultTranslateSettings);
    const [a, b] = [ingress('a', 'tea'), ingress('b', 'tea')];
    const before = translator.translate(withIngresses(a, b));
    const after = translator.translate(withIngresses(a, ingress('b', 'coffee')));
    const [hostA, hostB] = before.loadBalancers[0]?.routing.hosts ?? [];
    expect(after.loadBalancers[0]?.routing.hosts[0]).toBe(hostA);
    expect(after.loadBalancers[0]?.routing.hosts[1]).not.toEqual(hostB);
    expect(after.loadBalancers[0]?.listeners).toBe(before.loadBalancers[0]?.listeners);
    expect(after.loadBalancers[0]?.owners).toBe(before.loadBalancers[0]?.owners);
    expect(after.reports).toBe(before.reports);
  });

  test('makes a load balancer anew when only its wish to override listeners changes', () => {
    const translator = createTranslator(defaultTranslateSettings);
    const prefix = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';
    const forcing = (value: string): Snapshot => {
      const { metadata, ...rest } = ingress('a', 'tea');
      const annotations = { [`${prefix}id`]: 'lb-a', [`${prefix}force-override-listeners`]: value };
      return withIngresses({ ...rest, metadata: { ...metadata, annotations } });
    };
    translator.translate(forcing('false'));
    const [loadBalancer] = translator.translate(forcing('true')).loadBalancers;
    expect(loadBalancer?.instance).toEqual({ kind: 'existing', id: 'lb-a', forceOverrideListeners: true });
  });

  test('keeps everything when an edit changes nothing that is read', () => {
    const translator = createTranslator(defaultTranslateSettings);
    const before = translator.translate(withIngresses(ingress('a', 'tea')));
    const after = translator.translate(withIngresses(ingress('a', 'tea', { team: 'cafe' })));
    expect(after.loadBalancers).toBe(before.loadBalancers);
    expect(after.backends).toBe(before.backends);
  });

  test('keeps the endpoints of other Services when one changes', () => {
    const translator = createTranslator({ ...defaultTranslateSettings, allowExternalName: true });
    const snapshot = withIngresses(ingress('a', 'tea'), ingress('b', 'coffee'));
    const { backends } = translator.translate(snapshot);
    const before = translator.endpoints(snapshot, backends);
    const service: Service = {
      kind: 'Service',
      metadata: { namespace: 'one', name: 'tea', creationTimestamp: 1 },
      spec: { type: 'ExternalName', externalName: 'tea.example.net' },
    };
    const services = new Map(snapshot.services).set('one/tea', service);
    const after = translator.endpoints({ ...snapshot, services }, backends);
    expect(after.backends[0]).toBe(before.backends[0]);
    expect(after.backends[1]?.endpoints).toEqual([{ address: 'tea.example.net', port: 80 }]);
  });

  test('takes an Ingress of very many equal, misspelt or homeless paths in little time and few reports', () => {
    const backend = (index: number) => ({ service: { name: `gone-${index}`, port: { number: 80 } } });
    const paths = Array.from({ length: 30_000 }, (_, index) => ({
      pathType: 'ImplementationSpecific' as const,
      path: ['/same', '/a|b', `/${index}`][index % 3] ?? '/',
      backend: backend(index),
    }));
    const { metadata } = ingress('a', 'tea');
    const huge: Ingress = {
      kind: 'Ingress',
      metadata,
      spec: { rules: [{ host: 'a.example', http: { paths } }] },
    };
    const { reports, loadBalancers } = createTranslator(defaultTranslateSettings).translate(
      withIngresses(huge),
    );
    expect(loadBalancers[0]?.routing.hosts[0]?.routes).toHaveLength(10_001);
    expect(reports).toHaveLength(51);
    expect(reports.filter(({ message }) => /^\d+ more reports/.test(message))).toHaveLength(1);
  });

  test('makes nothing of nothing', () => {
    const { loadBalancers, backends, certificates, reports } =
      createTranslator(defaultTranslateSettings).translate(emptySnapshot);
    expect([loadBalancers, backends, certificates, reports]).toEqual([[], [], [], []]);
  });
});
