import { invalid } from '../parameters.ts';

/** Where the page a token stands for begins; 0 without one. */
export function readToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const start = /^page-(\d{1,9})$/.exec(token)?.[1] ?? invalid('NextToken');
  return Number(start);
}

/** The token of what comes after a page; empty after the last. */
export function tokenAfter(next: number, total: number): string {
  return next < total ? `page-${next}` : '';
}
