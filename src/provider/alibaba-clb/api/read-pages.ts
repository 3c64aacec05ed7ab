import { ClbError } from './clb-error.ts';

const mostPages = 1000;

/**
 * Reads on until there is no further token, one call a page.
 * @throws ClbError also where the tokens do not come to an end
 */
export async function readPages<T>(
  action: string,
  readPage: (
    token: string | undefined,
  ) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  for (let page = 1; page <= mostPages; page++) {
    const { items, next } = await readPage(token);
    all.push(...items);
    if (next === undefined) return all;
    if (next === token) break;
    token = next;
  }
  throw new ClbError({ action, kind: 'unavailable', code: '', message: `${action}: the pages do not end.` });
}
