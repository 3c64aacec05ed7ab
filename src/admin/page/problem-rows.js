import { badge, h, quoted } from './dom.js';
import { line, quiet } from './table.js';

/** @typedef {import('./api.js').ProblemRow} ProblemRow */

/** @param {ProblemRow['severity']} severity */
export function severityBadge(severity) {
  const kinds = /** @type {const} */ ({ error: 'bad', warning: 'warn', info: 'plain' });
  return badge(kinds[severity], severity);
}

/**
 * Where it is: field, then file and line, as far as they are known.
 * @param {Pick<ProblemRow, 'field' | 'file' | 'line'>} problem
 */
export function placeLines({ field, file, line: number }) {
  const lines = [];
  if (file !== undefined) lines.push(line(code(number === undefined ? file : `${file}:${number}`)));
  if (field !== undefined) lines.push(quiet(code(field)));
  return lines;
}

/**
 * Problems below what they are about.
 * @param {readonly ProblemRow[]} problems
 */
export function problemLines(problems) {
  const shown = problems.slice(0, 3);
  const more = problems.length - shown.length;
  const lines = shown.map(({ severity, reason, message, hint }) =>
    line(
      severityBadge(severity),
      ' ',
      h('strong', {}, reason),
      h('br', {}),
      quoted(message),
      quiet(quoted(hint)),
    ),
  );
  return more > 0 ? [...lines, quiet(`and ${more} more`)] : lines;
}

/** @param {string} text */
export function code(text) {
  return h('code', {}, quoted(text));
}
