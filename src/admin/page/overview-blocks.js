import { badge, h, link, quoted } from './dom.js';
import { errorColumns, errorRow } from './errors.js';
import { age, count, counted, day, daysLeft, size } from './format.js';
import { instanceBadge } from './instances.js';
import { hrefOf } from './location.js';
import { placeLines, severityBadge } from './problem-rows.js';
import { objectLink } from './problems.js';
import { line, quiet, table } from './table.js';

/**
 * @typedef {import('./api.js').Overview} Overview
 * @typedef {import('./api.js').LogRow} LogRow
 */

const mostProblems = 5;
const mostRows = 10;

/** @param {Overview} overview */
export function problemsBlock({ status }) {
  if (status.problems.length === 0)
    return block('Problems', h('p', {}, 'None: everything is served as it was asked for.'));
  const rows = status.problems
    .slice(0, mostProblems)
    .map(({ reason, severity, count: all, problems: first }) => {
      const [example] = first;
      return {
        key: reason,
        cells: [
          [severityBadge(severity), line(h('strong', {}, reason))],
          [
            ...(example === undefined
              ? []
              : [line(objectLink(example.object), ': ', quoted(example.message))]),
            ...(example === undefined ? [] : [quiet(quoted(example.hint))]),
          ],
          example === undefined ? [] : placeLines(example),
          [
            link(
              hrefOf('problems', { search: reason }),
              all === 1 ? 'Show' : `Show ${count(all)}`,
              `Show ${counted(all, ['problem', 'problems'])} ${reason}`,
            ),
          ],
        ],
      };
    });
  const columns = /** @type {const} */ ([
    { title: 'Reason', kind: 'reason' },
    { title: 'The first of them, and what to do', kind: 'wide' },
    { title: 'Where' },
    { title: 'All', kind: 'action' },
  ]);
  const all = status.errors + status.warnings;
  return block(
    'Problems',
    table('Problems by reason', columns, rows),
    h('p', { class: 'after' }, link(hrefOf('problems'), `All ${counted(all, ['problem', 'problems'])}`)),
  );
}

/** @param {Overview} overview */
export function expiringBlock({ status }) {
  if (status.certificates.length === 0) return '';
  const items = status.certificates
    .slice(0, mostRows)
    .map(({ secret = '', state, daysLeft: left = 0, notAfter = 0 }) =>
      h(
        'li',
        { 'data-key': secret },
        badge(state === 'expired' ? 'bad' : 'warn', state === 'expired' ? 'expired' : 'expires soon'),
        ' ',
        link(hrefOf('certificates', { search: secret }), quoted(secret)),
        `, ${daysLeft(left)} (${day(notAfter)})`,
      ),
    );
  return block('Certificates that expire', h('ul', { class: 'plain' }, ...items));
}

/** @param {import('./api.js').ListPage<LogRow>} page */
export function recentErrorsBlock({ rows, total }) {
  if (rows.length === 0) return block('Recent errors', h('p', {}, 'None since the control process started.'));
  return block(
    'Recent errors',
    table('Recent errors', errorColumns, rows.map(errorRow)),
    h('p', { class: 'after' }, link(hrefOf('errors'), `All ${counted(total, ['error', 'errors'])}`)),
  );
}

/** @param {Overview} overview */
export function instancesBlock({ status }) {
  const { instances: all } = status;
  if (all.length === 0) {
    return block('Instances', h('p', {}, 'None yet. The first Ingress that names none makes one.'));
  }
  const rows = all.slice(0, mostRows).map(({ id, name, address, state, programmed, ingresses, hosts }) => ({
    key: id,
    cells: [
      [
        link(hrefOf('instances', { search: id }), quoted(id)),
        name === undefined || name === id ? undefined : quiet(quoted(name)),
      ],
      [address === undefined ? 'none' : h('code', {}, quoted(address))],
      [instanceBadge(state)],
      [
        programmed
          ? badge('good', 'in force')
          : badge(ingresses === 0 ? 'plain' : 'warn', 'nothing in force'),
      ],
      [count(ingresses)],
      [count(hosts)],
    ],
  }));
  const columns = /** @type {const} */ ([
    { title: 'Instance' },
    { title: 'Address' },
    { title: 'State', kind: 'narrow' },
    { title: 'Routes', kind: 'narrow' },
    { title: 'Ingresses', kind: 'number' },
    { title: 'Hosts', kind: 'number' },
  ]);
  return block(
    'Instances',
    table('Instances', columns, rows),
    all.length > rows.length
      ? h('p', { class: 'after' }, link(hrefOf('instances'), `All ${count(all.length)}`))
      : undefined,
  );
}

/** @param {Overview} overview */
export function processesBlock({ status, time }) {
  const { configuration, source, accessLogDropped = 0 } = status;
  const rows = status.processes.map(({ role, pid, state, startedAt, memory, acknowledged }) => ({
    key: String(pid),
    cells: [
      [role],
      [String(pid)],
      [badge(state === 'ready' || state === 'running' ? 'good' : 'warn', state)],
      [startedAt === undefined ? '–' : age(time - startedAt)],
      [memory === undefined ? '–' : size(memory)],
      [acknowledged === undefined ? '–' : count(acknowledged)],
    ],
  }));
  const columns = /** @type {const} */ ([
    { title: 'Process' },
    { title: 'PID', kind: 'number' },
    { title: 'State', kind: 'narrow' },
    { title: 'Runs for', kind: 'number' },
    { title: 'Memory', kind: 'number' },
    { title: 'Holds version', kind: 'number' },
  ]);
  const { version, changedAt } = configuration;
  const facts = [
    `Sluice ${status.version}`,
    status.provider === undefined || status.provider === 'builtin' ? '' : `provider ${status.provider}`,
    version === undefined ? '' : `configuration version ${count(version)}`,
    changedAt === undefined ? '' : `made ${age(time - changedAt)} ago`,
    `revision ${count(source.revision)} of the manifests${source.complete ? '' : ', which cannot all be read'}`,
    accessLogDropped === 0 ? '' : `${count(accessLogDropped)} lines of the access log lost`,
  ];
  return block(
    'Processes and versions',
    table('Processes', columns, rows),
    h('p', { class: 'after muted' }, `${facts.filter((fact) => fact !== '').join(', ')}.`),
  );
}

/**
 * @param {string} title
 * @param {...import('./dom.js').Child} children
 */
function block(title, ...children) {
  return h('div', { class: 'block', 'data-key': title }, h('h3', {}, title), ...children);
}
