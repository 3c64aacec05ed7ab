import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ReasonEntry, reasons } from '../src/model/index.ts';

// Writes the reference pages that are made from the sources; with --check, fails where a page differs.
const root = join(import.meta.dirname, '..');
const pages: Readonly<Record<string, string>> = { 'docs/reference/reasons.md': reasonsPage() };

for (const [name, text] of Object.entries(pages)) {
  const path = join(root, name);
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${name}`);
  } else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    console.error(`${name} is not what its source says: run npm run docs`);
    process.exitCode = 1;
  } else {
    console.log(`${name} is up to date`);
  }
}

function reasonsPage(): string {
  const sections: readonly (readonly [ReasonEntry['scope'], string, string])[] = [
    ['source', 'Files and documents', 'What became of a manifest file, or of a document in it.'],
    ['object', 'Ingresses', 'What became of an Ingress, its routes and its certificates.'],
    ['instance', 'Instances', 'What became of the SLB instance that an Ingress is on.'],
    ['server', 'The server', 'What concerns the server itself: its settings, its log, its admin endpoint.'],
    ['request', 'Requests', 'Why Sluice itself answered a request, or gave it up. In the access log.'],
  ];
  return [
    '<!-- Made from src/model/reasons.ts by npm run docs. Do not edit. -->',
    '',
    '# Reason codes',
    '',
    'Sluice says what became of each object, and why it answered a request itself, in one word: the same in the log,',
    'in `sluice get ingress` and in the access log. `error`: something is not served as asked. `warning`: it soon may not be, or',
    'it differs from what was asked. `info`: for the record.',
    ...sections.flatMap(([scope, title, text]) => ['', `## ${title}`, '', text, '', ...reasonTable(scope)]),
    '',
  ].join('\n');
}

function reasonTable(scope: ReasonEntry['scope']): readonly string[] {
  const rows = Object.entries(reasons)
    .filter(([, entry]) => entry.scope === scope)
    .map(([name, { severity, summary, hint }]) => [`\`${name}\``, severity, summary, hint]);
  return markdownTable([['Reason', 'Severity', 'What happened', 'What to do'], ...rows]);
}

/** Columns are padded, as the formatter of the sources wants them. */
function markdownTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  const [header, ...body] = rows.map(line);
  return [header ?? '', rule, ...body];
}
