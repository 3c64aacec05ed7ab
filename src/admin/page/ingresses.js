import { badge, link, quoted, shortList } from './dom.js';
import { age } from './format.js';
import { listSection } from './list-section.js';
import { hrefOf } from './location.js';
import { code, problemLines } from './problem-rows.js';
import { line, quiet } from './table.js';

/** @typedef {import('./api.js').IngressRow} IngressRow */

/** @returns {import('./list-section.js').Section} */
export function ingressSection() {
  return listSection({
    name: 'ingresses',
    title: 'Ingresses',
    path: '/api/ingresses',
    words: ['Ingress', 'Ingresses'],
    searched: 'name, host, address, reason',
    choices: [
      {
        name: 'problems',
        label: 'Show',
        options: [
          ['', 'all'],
          ['true', 'those with problems'],
        ],
      },
    ],
    columns: [
      { title: 'Ingress' },
      { title: 'Hosts' },
      { title: 'Address' },
      { title: 'State', kind: 'narrow' },
      { title: 'Problems', kind: 'wide' },
    ],
    row: ingressRow,
    empty:
      'No Ingresses yet. Add one to the manifests; “sluice check DIR” says beforehand what is wrong with it.',
  });
}

/**
 * @param {IngressRow} row
 * @returns {import('./table.js').TableRow}
 */
function ingressRow(row) {
  const name = `${row.namespace}/${row.name}`;
  const readAs = [row.class, row.profile === 'ingress-nginx' ? 'read as ingress-nginx' : undefined];
  const known = readAs.filter((text) => text !== undefined).join(', ');
  return {
    key: name,
    cells: [
      [
        link(hrefOf('routes', { search: name }), quoted(name), `Routes of ${name}`),
        known === '' ? undefined : quiet(quoted(known)),
        quiet(`made ${age(Date.now() - row.createdAt)} ago`),
      ],
      [row.hosts.length === 0 ? quiet('any host') : shortList(row.hosts, 5)],
      addressLines(row),
      [stateBadge(row)],
      row.problems.length === 0 ? ['none'] : problemLines(row.problems),
    ],
  };
}

/** @param {IngressRow} row */
function addressLines({ address, ports, instanceId }) {
  return [
    ...(address === undefined ? [] : [line(code(address)), portsLine(ports)]),
    ...(instanceId === undefined
      ? []
      : [quiet(link(hrefOf('instances', { search: instanceId }), instanceId))]),
  ];
}

/** @param {Readonly<Record<string, number>> | undefined} ports */
export function portsLine(ports) {
  const texts = Object.entries(ports ?? {}).map(([port, client]) =>
    Number(port) === client ? port : `${client} (for ${port})`,
  );
  return texts.length === 0 ? undefined : quiet(`ports ${texts.join(', ')}`);
}

/** @param {IngressRow} row */
function stateBadge({ address, programmed, problems }) {
  if (address !== undefined) return badge('good', 'served');
  if (problems.some(({ severity }) => severity === 'error')) return badge('bad', 'not served');
  return programmed ? badge('plain', 'no address') : badge('warn', 'not in force yet');
}
