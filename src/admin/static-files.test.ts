import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findRoute } from './admin-route.ts';
import { staticFileRoutes } from './static-files.ts';

const folder = join(import.meta.dirname, 'page');
const routes = staticFileRoutes();
const names = readdirSync(folder);

function read(path: string): string {
  const route = findRoute(routes, 'GET', path)?.route;
  const answer = route?.handle({ params: new Map(), query: new URLSearchParams(), body: undefined });
  if (answer === undefined || !('content' in answer)) throw new Error(`no content at ${path}`);
  return String(answer.content);
}

describe('the files of the web page', () => {
  test('are all served, the index at the root, with their types', () => {
    expect(routes).toHaveLength(names.length);
    expect(read('/')).toContain('<title>Sluice</title>');
    expect(findRoute(routes, 'GET', '/page/main.js')?.route.handle).toBeTypeOf('function');
    expect(routes.map(({ path }) => path)).toContain('/page/page.css');
  });

  test.each([
    '/page/',
    '/page/index.html',
    '/page/../static-files.ts',
    '/page/..%2fstatic-files.ts',
    '//page/main.js',
  ])('are no other files: %s', (path) => {
    expect(findRoute(routes, 'GET', path)).toBeUndefined();
  });

  test('name only files that are served', () => {
    for (const name of names) {
      const text = readFileSync(join(folder, name), 'utf8');
      const imported = [...text.matchAll(/from '\.\/([^']+)'/g)].map(([, file]) => `/page/${file}`);
      const linked = [...text.matchAll(/(?:href|src)="(\/page\/[^"]+)"/g)].map(([, path = '']) => path);
      for (const path of [...imported, ...linked]) expect(read(path), `${name} names ${path}`).not.toBe('');
    }
  });

  test('never read a text as markup, run one as code, or ask another server', () => {
    for (const name of names) {
      const text = readFileSync(join(folder, name), 'utf8').replace('http://www.w3.org/2000/svg', '');
      expect(text, name).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
      );
      expect(text, name).not.toMatch(/(?:src|href|url|import|fetch)\W{1,3}(?:https?:)?\/\/\w/);
      expect(text, name).not.toMatch(/\son\w+="|style="|<style|<script>/);
    }
  });
});
