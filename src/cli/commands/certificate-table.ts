import { type TableOptions, table } from '../terminal/table.ts';
import type { CertificateRow } from '../wire/wire.ts';

/** Certificates for people, one a line. */
export function certificateTable(
  rows: readonly CertificateRow[],
  options: TableOptions = {},
): readonly string[] {
  return table(
    ['SECRET', 'STATE', 'EXPIRES', 'NAMES', 'USED BY', 'HOSTS', 'DEFAULT OF'],
    rows.map((row) => [
      row.secret ?? '(fake)',
      row.state,
      expiryText(row),
      row.secret === undefined ? '-' : listText(row.names),
      listText(row.users),
      listText(row.hosts),
      listText(row.defaultOf),
    ]),
    { ...options, whole: ['SECRET', 'STATE', 'EXPIRES'] },
  );
}

const mostListed = 3;

/** The first of a list, and how many more there are: `a,b,c +7`. */
export function listText(items: readonly string[], empty = '-'): string {
  if (items.length === 0) return empty;
  const more = items.length - mostListed;
  return items.slice(0, mostListed).join(',') + (more > 0 ? ` +${more}` : '');
}

/** `2026-12-24 (30 days)`. A date that Date cannot hold is beyond all that matters. */
function expiryText({ notAfter, daysLeft = 0 }: CertificateRow): string {
  if (notAfter === undefined) return '-';
  if (Math.abs(notAfter) > latestDate) return notAfter > 0 ? 'never' : 'always was';
  const day = new Date(notAfter).toISOString().slice(0, 10);
  if (daysLeft < 0) return `${day} (${-daysLeft} days ago)`;
  return `${day} (${daysLeft === 1 ? '1 day' : `${daysLeft} days`})`;
}

const latestDate = 8.64e15;
