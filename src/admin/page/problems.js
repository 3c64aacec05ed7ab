import { h, link, quoted } from './dom.js';
import { listSection } from './list-section.js';
import { hrefOf } from './location.js';
import { placeLines, severityBadge } from './problem-rows.js';
import { quiet } from './table.js';

/** @returns {import('./list-section.js').Section} */
export function problemSection() {
  return listSection({
    name: 'problems',
    title: 'Problems',
    path: '/api/problems',
    words: ['problem', 'problems'],
    searched: 'reason, object, file',
    choices: [
      {
        name: 'severity',
        label: 'Severity',
        options: [
          ['', 'errors and warnings'],
          ['error', 'errors'],
          ['warning', 'warnings'],
        ],
      },
    ],
    columns: [
      { title: 'Reason', kind: 'reason' },
      { title: 'Object' },
      { title: 'What happened, and what to do', kind: 'wide' },
      { title: 'Where' },
    ],
    row: problemRow,
    empty: 'No problems: everything is served as it was asked for.',
  });
}

/**
 * @param {import('./api.js').ProblemRow} problem
 * @returns {import('./table.js').TableRow}
 */
export function problemRow(problem) {
  const { severity, reason, object, message, hint, field = '' } = problem;
  return {
    key: `${reason} ${object} ${field} ${message}`,
    cells: [
      [severityBadge(severity), h('div', {}, h('strong', {}, reason))],
      [objectLink(object)],
      [quoted(message), quiet(quoted(hint))],
      placeLines(problem),
    ],
  };
}

/**
 * An Ingress leads to its row.
 * @param {string} object `Ingress shop/web`
 */
export function objectLink(object) {
  const [, name] = /^Ingress (\S+)$/.exec(object) ?? [];
  return name === undefined ? quoted(object) : link(hrefOf('ingresses', { search: name }), quoted(object));
}
