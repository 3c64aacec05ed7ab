import { type ReasonEntry, reasons } from '../../src/model/index.ts';
import { markdownTable } from './markdown-table.ts';
import type { Page } from './page.ts';

const sections: readonly (readonly [ReasonEntry['scope'], string, string])[] = [
  ['source', 'Files and documents', 'What became of a manifest file, or of a document in it.'],
  ['object', 'Ingresses', 'What became of an Ingress, its routes and its certificates.'],
  ['instance', 'Instances', 'What became of the SLB instance that an Ingress is on.'],
  ['server', 'The server', 'What concerns the server itself: its settings, its log, its admin endpoint.'],
  ['request', 'Requests', 'Why Sluice itself answered a request, or gave it up. In the access log.'],
];

/** The catalogue of reasons, by what they speak of. */
export function reasonsPage(): Page {
  const lines = [
    '<!-- Made from src/model/reasons.ts by npm run docs. Do not edit. -->',
    '',
    '# Reason codes',
    '',
    'Sluice says what became of each object, and why it answered a request itself, in one word: the same in the log,',
    'in `sluice get ingress` and in the access log. `error`: something is not served as asked. `warning`: it soon may not be, or',
    'it differs from what was asked. `info`: for the record.',
    ...sections.flatMap(([scope, title, text]) => ['', `## ${title}`, '', text, '', ...reasonTable(scope)]),
    '',
  ];
  return { path: 'docs/reference/reasons.md', text: lines.join('\n') };
}

function reasonTable(scope: ReasonEntry['scope']): readonly string[] {
  const rows = Object.entries(reasons)
    .filter(([, entry]) => entry.scope === scope)
    .map(([name, { severity, summary, hint }]) => [`\`${name}\``, severity, summary, hint]);
  return markdownTable([['Reason', 'Severity', 'What happened', 'What to do'], ...rows]);
}
