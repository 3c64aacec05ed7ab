import { describe, expect, test } from 'vitest';
import type { ControllerDescription } from '../../controller/index.ts';
import type { LoadBalancer, ObjectReport, Route, VirtualHost } from '../../model/index.ts';
import type { ProviderReport } from '../../provider/index.ts';
import { emptySnapshot } from '../../snapshot/index.ts';
import { announcement, notServing, serving } from './announcement.ts';

const instances = new Map([['lb-1', { addressType: 'internet', address: '127.0.0.1' }]] as const);
const origin = { kind: 'Ingress', namespace: 'default', name: 'cafe' };

function forward(path: string, backend = 'default/tea-svc:80'): Route {
  return {
    match: { path: { kind: 'prefix', value: path } },
    action: { kind: 'forward', backends: [{ backend, weight: 1 }] },
    origin,
  };
}

function balancer(...hosts: readonly VirtualHost[]): LoadBalancer {
  return {
    id: 'managed',
    instance: { kind: 'managed' },
    listeners: [],
    certificates: [],
    routing: { hosts },
    owners: [origin],
  };
}

function description(
  loadBalancer: LoadBalancer,
  answer: Partial<ProviderReport> = {},
  reports: readonly ObjectReport[] = [],
): ControllerDescription {
  const report: ProviderReport = {
    loadBalancer: loadBalancer.id,
    instanceId: 'lb-1',
    address: '127.0.0.1',
    ports: { 80: 8080, 443: 8443 },
    programmed: true,
    problems: [],
    ...answer,
  };
  return {
    revision: 1,
    snapshot: emptySnapshot,
    backends: [],
    endpoints: [],
    healthy: true,
    settled: true,
    loadBalancers: [loadBalancer],
    answers: [report],
    certificates: [],
    ingresses: [],
    reports,
  };
}

function text(of: ControllerDescription, defaultPorts = true): string {
  return announcement({
    description: of,
    instances,
    manifests: '/srv/cafe',
    defaultPorts,
  }).join('\n');
}

const cafe = balancer({ host: 'foo.bar.com', routes: [forward('/tea')] });

describe('the announcement', () => {
  test('names the instance, its routes and what to try', () => {
    expect(text(description(cafe))).toBe(`Sluice serves /srv/cafe

  Instance lb-1 (Internet-facing, created automatically) at 127.0.0.1
  HTTP on port 8080, HTTPS on port 8443
  This user may not listen on ports 80 and 443 (EACCES), so these two stand in for them.

  Routes
    foo.bar.com  /tea  -> default/tea-svc:80

  Try
    curl --resolve foo.bar.com:8080:127.0.0.1 http://foo.bar.com:8080/tea
    curl -k --resolve foo.bar.com:8443:127.0.0.1 https://foo.bar.com:8443/tea
`);
  });

  test('names the admin endpoint where it listens', () => {
    const facts = { description: description(cafe), instances, manifests: '/srv/cafe', defaultPorts: true };
    const lines = announcement({ ...facts, admin: '127.0.0.1:10254' });
    expect(lines[1]).toBe('  Web page, health and metrics at http://127.0.0.1:10254/');
  });

  test('leaves usual ports out of URLs', () => {
    const lines = text(description(cafe, { ports: { 80: 80, 443: 443 } }));
    expect(lines).toContain('curl --resolve foo.bar.com:80:127.0.0.1 http://foo.bar.com/tea\n');
    expect(lines).not.toContain('EACCES');
  });

  test('says nothing of a fallback when the ports were chosen', () => {
    expect(text(description(cafe), false)).not.toContain('EACCES');
  });

  test('makes curl lines for hosts of every kind and for IPv6', () => {
    const hosts = balancer(
      { host: '*', routes: [forward('/')] },
      { host: '*.foo.com', routes: [forward('/x')] },
    );
    const lines = text(description(hosts, { address: '2001:db8::1' }));
    expect(lines).toContain("curl --globoff 'http://[2001:db8::1]:8080/'");
    expect(lines).toContain('curl --resolve any.foo.com:8080:[2001:db8::1] http://any.foo.com:8080/x');
  });

  test('quotes what a shell would read', () => {
    const odd = balancer({ host: 'foo.bar.com', routes: [forward("/it's&so")] });
    expect(text(description(odd))).toContain("'http://foo.bar.com:8080/it'\\''s&so'");
  });

  test('shows at most twenty routes', () => {
    const routes = Array.from({ length: 23 }, (_, index) => forward(`/${index}`));
    expect(text(description(balancer({ host: 'foo.bar.com', routes })))).toContain('… and 3 more');
  });

  test('shows a route that answers by itself, and tries another', () => {
    const missing: Route = {
      match: { path: { kind: 'exact', value: '/juice' } },
      action: { kind: 'respond', status: 503, reason: 'ServiceNotFound' },
      origin,
    };
    const lines = text(description(balancer({ host: 'foo.bar.com', routes: [missing, forward('/tea')] })));
    expect(lines).toContain('/juice (exact)  -> answers 503: ServiceNotFound');
    expect(lines).not.toMatch(/curl.*juice/);
  });

  test('shows problems, and not what is only for the record', () => {
    const reports: readonly ObjectReport[] = [
      { object: origin, reason: 'ServiceNotFound', message: 'Service default/juice does not exist.' },
      { object: origin, reason: 'OtherClass', message: 'It belongs to nginx.' },
    ];
    const lines = text(description(cafe, {}, reports));
    expect(lines).toContain('Ingress default/cafe: Service default/juice does not exist. (ServiceNotFound)');
    expect(lines).not.toContain('nginx');
  });

  test('waits until a load balancer is in force', () => {
    const state = (answer: Partial<ProviderReport>): string =>
      serving({ description: description(cafe, answer), instances });
    expect(state({})).toBe('whole');
    expect(state({ programmed: false, ports: { 80: 8080 } })).toBe('in-part');
    expect(state({ programmed: false, ports: {} })).toBe('no');
  });

  test('says why nothing is served, where that is so', () => {
    const message = 'CreateLoadBalancer was refused: Forbidden.RAM.';
    const reports = [{ object: origin, reason: 'ProviderCallFailed' as const, message }];
    const lines = notServing({ description: description(cafe, {}, reports), manifests: '/srv/cafe' });
    expect(lines.join('\n')).toContain(`Ingress default/cafe: ${message} (ProviderCallFailed)`);
    expect(lines[0]).toBe('Nothing of /srv/cafe is served yet; it is tried again.');
  });

  test('shows what works while a port is taken, with the problem and its reason', () => {
    const message = 'Cannot listen on port 8443 of 127.0.0.1: nginx (process 7) uses it.';
    const taken: Partial<ProviderReport> = {
      programmed: false,
      ports: { 80: 8080 },
    };
    const reports = [{ object: origin, reason: 'ListenerPortTaken' as const, message }];
    const lines = text(description(cafe, taken, reports));
    expect(lines).toContain(`HTTP on port 8080, HTTPS not yet\n`);
    expect(lines).toContain(`: ${message} (ListenerPortTaken)`);
    expect(lines).toContain(' http://foo.bar.com:8080/');
    expect(lines).not.toContain('https://');
  });
});
