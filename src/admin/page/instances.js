import { badge, h, link, quoted } from './dom.js';
import { counted, day } from './format.js';
import { portsLine } from './ingresses.js';
import { listSection } from './list-section.js';
import { hrefOf } from './location.js';
import { code, problemLines } from './problem-rows.js';
import { line, quiet } from './table.js';

/** @typedef {import('./api.js').InstanceOverview} InstanceOverview */

/** @returns {import('./list-section.js').Section} */
export function instanceSection() {
  return listSection({
    name: 'instances',
    title: 'Instances',
    path: '/api/instances',
    words: ['instance', 'instances'],
    searched: 'id, name, address, state',
    columns: [
      { title: 'Instance' },
      { title: 'Address' },
      { title: 'State', kind: 'narrow' },
      { title: 'Serves' },
      { title: 'Problems', kind: 'wide' },
    ],
    row: instanceRow,
    empty: 'No instances yet. The first Ingress that names none makes one; “sluice slb create” makes others.',
    above: missingNote,
  });
}

/**
 * @param {InstanceOverview} row
 * @returns {import('./table.js').TableRow}
 */
function instanceRow(row) {
  const { id, name, address, ports, addressType, specification, managed, createdAt, home, problems } = row;
  return {
    key: id,
    cells: [
      [
        line(code(id)),
        name === '' || name === id ? undefined : line(quoted(name)),
        quiet(managed ? 'made automatically' : quoted(`from ${home}`)),
        createdAt === undefined ? undefined : quiet(`since ${day(createdAt)}`),
      ],
      [
        address === undefined ? 'none' : line(code(address)),
        portsLine(ports),
        quiet(addressType === 'internet' ? 'Internet-facing' : 'internal-facing'),
        quiet(quoted(specification)),
      ],
      [instanceBadge(row.state)],
      [
        line(
          link(
            hrefOf('routes', { instance: id }),
            counted(row.routes, ['route', 'routes']),
            `Routes of ${id}`,
          ),
        ),
        quiet(counted(row.hosts, ['host', 'hosts'])),
        quiet(counted(row.ingresses, ['Ingress', 'Ingresses'])),
      ],
      problems.length === 0 ? ['none'] : problemLines(problems),
    ],
  };
}

/** @param {string} state */
export function instanceBadge(state) {
  if (state === 'active') return badge('good', state);
  return badge(state === 'inactive' || state === 'unknown' ? 'warn' : 'bad', state);
}

/** @param {import('./list-section.js').View} view */
async function missingNote({ overview }) {
  const missing = (await overview).status.instances.filter(({ state }) => state === 'missing');
  if (missing.length === 0) return undefined;
  const items = missing
    .slice(0, 10)
    .map(({ id, ingresses }) =>
      h('li', {}, code(id), `, named by ${counted(ingresses, ['Ingress', 'Ingresses'])}`),
    );
  const more = missing.length - items.length;
  return h(
    'div',
    { class: 'note' },
    h(
      'p',
      {},
      'Ingresses name instances that do not exist. Make them with “sluice slb create”, or correct the annotation:',
    ),
    h('ul', {}, ...items, more > 0 ? h('li', {}, `and ${more} more`) : undefined),
  );
}
