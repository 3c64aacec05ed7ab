import { h } from './dom.js';

/**
 * @typedef {import('./dom.js').Child} Child
 * @typedef {object} Column
 * @property {string} title
 * @property {'action' | 'narrow' | 'number' | 'reason' | 'wide'} [kind]
 * @property {string} [note] a second line of the head
 *
 * @typedef {object} TableRow
 * @property {string} key what tells it from other rows, also after a refresh
 * @property {readonly (readonly Child[])[]} cells
 */

/**
 * A table. The roles are said, because on a narrow screen its rows are laid out as cards, and browsers then forget them.
 * @param {string} caption
 * @param {readonly Column[]} columns
 * @param {readonly TableRow[]} rows
 */
export function table(caption, columns, rows) {
  const heads = columns.map(({ title, note, kind }) =>
    h(
      'th',
      { scope: 'col', role: 'columnheader', class: kind },
      title,
      note === undefined ? undefined : h('small', {}, note),
    ),
  );
  const seen = new Map();
  const body = rows.map(({ key, cells }) => {
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return h('tr', { role: 'row', 'data-key': before === 0 ? key : `${key} ${before}` }, ...cells.map(cell));
  });
  /** @param {readonly Child[]} content @param {number} index */
  function cell(content, index) {
    const { title, kind } = columns[index] ?? { title: '' };
    return h('td', { role: 'cell', class: kind, 'data-label': title }, ...content);
  }
  return h(
    'table',
    { role: 'table' },
    h('caption', { class: 'unseen' }, caption),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ...heads)),
    h('tbody', { role: 'rowgroup' }, ...body),
  );
}

/** @param {...Child} children */
export function line(...children) {
  return h('div', {}, ...children);
}

/** @param {...Child} children */
export function quiet(...children) {
  return h('div', { class: 'muted' }, ...children);
}
