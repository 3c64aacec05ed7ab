import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizePath } from '../../model/index.ts';
import type { RequestHead } from '../forward/request.ts';
import { compileHost, matchLinear } from '../router/index.ts';
import { hostWith, requestWith, routeFor } from '../router/route.test-support.ts';
import { TableRuntime } from './table-runtime.ts';

/** A table whose routes answer with 200 and their place; those named are guarded. */
function tableOf(paths: readonly string[], guarded: readonly string[] = []) {
  const host = hostWith(paths.map((path) => routeFor(path)));
  const table = new TableRuntime();
  const compiled = compileHost(host, (_route, index) => ({
    guarded: guarded.includes(paths[index] ?? ''),
    decide: () => ({ kind: 'answer', route: undefined, status: 200 + index, reason: undefined }) as const,
  }));
  table.hosts.set('a.example', compiled);
  const linear = (path: string): number => {
    const route = matchLinear(host, path, requestWith());
    return route === undefined ? 404 : 200 + host.routes.indexOf(route);
  };
  return { table, linear };
}

function asked(path: string): RequestHead {
  return {
    method: 'GET',
    authority: 'a.example',
    path,
    query: '',
    headers: [],
    bodyLength: 0,
    expectContinue: false,
    takesTrailers: false,
    upgrade: undefined,
    protocol: 'HTTP/1.1',
  };
}

function status(table: TableRuntime, path: string, forwarding?: 'normalized' | 'original'): number {
  const decision = table.decide(asked(path), forwarding);
  return decision.kind === 'answer' ? decision.status : 0;
}

/** What programs do to a path before they act on it, each or not, in this order. */
const habits: readonly ((path: string) => string)[] = [
  (path) => path.replace(/;[^/]*/g, ''),
  (path) => path.replace(/%2f/gi, '/'),
  (path) => path.replace(/%5c/gi, '/'),
  (path) => path.replace(/;[^/]*/g, ''),
  (path) => path.replace(/%(2e|61)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
];

/** Every way in which a backend may read a path, with dot segments and `//` resolved or as they stand. */
function readings(path: string): readonly string[] {
  const all = new Set<string>();
  for (let chosen = 0; chosen < 1 << habits.length; chosen += 1) {
    const read = habits.reduce((text, habit, bit) => ((chosen >> bit) & 1 ? habit(text) : text), path);
    all.add(new URL(`http://h${read.replace(/\/{2,}/g, '/')}`).pathname.replace(/\/{2,}/g, '/'));
  }
  return [...all];
}

const routes = ['/a/a', '= /a', '/b', '/'];
const piece = fc.constantFrom(
  '/',
  '/',
  'a',
  'b',
  '.',
  '..',
  '%2F',
  '%2f',
  '%5C',
  '%61',
  '%2e',
  ';',
  ';a',
  '//',
);
const anyPath = fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => `/${pieces.join('')}`);

describe('no encoding leads past a route', () => {
  test('however a backend reads the path it gets, the route is the one that was taken', () => {
    const { table, linear } = tableOf(routes);
    fc.assert(
      fc.property(anyPath, (path) => {
        const taken = status(table, path);
        if (taken === 400) return;
        for (const reading of readings(normalizePath(path) ?? ''))
          expect(linear(reading), reading).toBe(taken);
      }),
      { numRuns: 5000 },
    );
  });

  test('a path that goes on as written reaches nothing guarded, read in whatever way', () => {
    const { table, linear } = tableOf(routes, ['/b']);
    const guarded = 200 + routes.indexOf('/b');
    fc.assert(
      fc.property(anyPath, (path) => {
        const taken = status(table, path, 'original');
        if (taken === 400 || taken === guarded) return;
        const literal = path.replace(/%(2e|61)/gi, (_, hex: string) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        );
        for (const reading of [...readings(path), path, literal, literal.replace(/\/{2,}/g, '/')])
          expect(linear(reading), reading).not.toBe(guarded);
      }),
      { numRuns: 5000 },
    );
  });

  test('a guarded route takes a path as written only in its normal form', () => {
    const { table } = tableOf(routes, ['/b']);
    expect(status(table, '/b', 'original')).toBe(202);
    expect(status(table, '/./b', 'original')).toBe(400);
    expect(status(table, '/./b')).toBe(202);
    expect(status(table, '/./c', 'original')).toBe(203);
  });
});
