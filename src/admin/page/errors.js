import { badge, h, link, quoted } from './dom.js';
import { duration, timeOfDay } from './format.js';
import { listSection } from './list-section.js';
import { hrefOf } from './location.js';
import { objectLink } from './problems.js';
import { line, quiet } from './table.js';

/** @typedef {import('./api.js').LogRow} LogRow */

/** @type {readonly import('./table.js').Column[]} */
export const errorColumns = [
  { title: 'When', kind: 'narrow' },
  { title: 'Answer', kind: 'narrow' },
  { title: 'Request', kind: 'wide' },
  { title: 'Taken by' },
  { title: 'Took', kind: 'number' },
  { title: 'Why', kind: 'action' },
];

/** @returns {import('./list-section.js').Section} */
export function errorSection() {
  return listSection({
    name: 'errors',
    title: 'Recent errors',
    path: '/api/errors',
    words: ['error', 'errors'],
    searched: 'status, reason, host, path, Ingress',
    choices: [
      {
        name: 'status',
        label: 'Status',
        options: [
          ['', 'all'],
          ['4xx', '400 to 499'],
          ['5xx', '500 to 599'],
        ],
      },
    ],
    columns: errorColumns,
    row: errorRow,
    empty: 'No errors since the control process started. The access log has all requests: “sluice logs -f”.',
  });
}

/**
 * @param {LogRow} row
 * @returns {import('./table.js').TableRow}
 */
export function errorRow(row) {
  const {
    time,
    status,
    reason,
    method = '',
    host = '',
    target = '',
    client,
    ingress,
    endpoint,
    requestId = '',
  } = row;
  return {
    key: `${time} ${requestId} ${client ?? ''} ${method} ${host} ${target}`,
    cells: [
      [h('time', { datetime: time, title: time }, timeOfDay(new Date(time)))],
      [
        badge(status >= 500 ? 'bad' : 'warn', String(status)),
        reason === undefined ? undefined : quiet(reason),
      ],
      [
        line(h('code', {}, quoted(`${method} ${host}${target}`))),
        client === undefined ? undefined : quiet('from ', quoted(client)),
        requestId === '' ? undefined : quiet('request ', quoted(requestId)),
      ],
      [
        ingress === undefined ? 'no route' : objectLink(`Ingress ${ingress}`),
        endpoint === undefined ? undefined : quiet('sent to ', quoted(endpoint)),
      ],
      [duration(row.durationMs)],
      [explainLink(row)],
    ],
  };
}

/** @param {LogRow} row */
function explainLink({ method = '', host = '', target = '', tls }) {
  if (host === '' || !target.startsWith('/')) return undefined;
  const url = `${tls === true ? 'https' : 'http'}://${host}${target}`;
  return link(hrefOf('explain', { method, url }), 'Explain', `Explain ${method} ${url.slice(0, 200)}`);
}
