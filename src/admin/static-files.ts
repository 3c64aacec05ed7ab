import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { AdminRoute } from './admin-route.ts';

const folder = join(import.meta.dirname, 'page');

const contentTypes: ReadonlyMap<string, string> = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/**
 * The web page: `/`, and `/page/NAME` for what it is made of. Its files are read once, so that no request can name
 * another. @throws where they cannot be read: the installation is not whole.
 */
export function staticFileRoutes(): readonly AdminRoute[] {
  return readdirSync(folder).flatMap((name) => {
    const contentType = contentTypes.get(extname(name));
    if (contentType === undefined) return [];
    const content = readFileSync(join(folder, name));
    const path = name === 'index.html' ? '/' : `/page/${name}`;
    return [{ method: 'GET', path, handle: () => ({ contentType, content }) }];
  });
}
