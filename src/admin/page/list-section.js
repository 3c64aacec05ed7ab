import { ask } from './api.js';
import { h, link } from './dom.js';
import { count, counted } from './format.js';
import { hrefOf, replacePlace } from './location.js';
import { morph } from './morph.js';
import { table } from './table.js';

/**
 * One section of the page.
 * @typedef {object} Section
 * @property {string} name
 * @property {string} title
 * @property {HTMLElement} element
 * @property {HTMLInputElement} [search] where `/` leads
 * @property {(query: URLSearchParams) => void} [enter] shows in its inputs what the address says
 * @property {(view: View) => Promise<void>} refresh
 *
 * @typedef {object} View what a section is shown from
 * @property {URLSearchParams} query
 * @property {AbortSignal} signal
 * @property {Promise<import('./api.js').Overview>} overview
 *
 * @typedef {object} Choice
 * @property {string} name of the parameter
 * @property {string} label
 * @property {readonly (readonly [value: string, text: string])[]} options
 */

/**
 * @template Row
 * @typedef {object} ListOptions
 * @property {string} name
 * @property {string} title
 * @property {string} path what is asked
 * @property {readonly [one: string, many: string]} words
 * @property {string} searched what a search looks at
 * @property {readonly Choice[]} [choices]
 * @property {readonly string[]} [fixed] parameters that only links set
 * @property {readonly import('./table.js').Column[]} columns
 * @property {(row: Row) => import('./table.js').TableRow} row
 * @property {string} empty what it means that there is none, and what to do
 * @property {(view: View) => Promise<HTMLElement | undefined>} [above]
 */

const typingMs = 150;

/**
 * A section with a list that the server searches and cuts into pages.
 * @template Row
 * @param {ListOptions<Row>} options
 * @returns {Section}
 */
export function listSection(options) {
  const { name, title, path, words, choices = [], fixed = [] } = options;
  const search = /** @type {HTMLInputElement} */ (
    h('input', {
      id: `${name}-search`,
      name: 'search',
      type: 'search',
      maxlength: 500,
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: options.searched,
    })
  );
  const selects = choices.map((choice) => makeSelect(name, choice));
  const form = h(
    'form',
    { class: 'bar', role: 'search', 'aria-label': title },
    h('div', { class: 'field' }, h('label', { for: `${name}-search` }, `Search ${words[1]}`), search),
    ...selects.map(({ field }) => field),
  );
  const amount = h('p', { class: 'amount', role: 'status' });
  const content = h('div', { class: 'list' });

  /** @returns {void} */
  function apply() {
    const { query } = readForm();
    replacePlace(hrefOf(name, query));
  }

  function readForm() {
    const query = new URLSearchParams({ search: search.value });
    for (const { select } of selects) query.set(select.name, select.value);
    return { query };
  }

  /** @type {number | undefined} */
  let typing;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = window.setTimeout(apply, typingMs);
  });
  for (const { select } of selects) select.addEventListener('change', apply);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(typing);
    apply();
  });

  return {
    name,
    title,
    search,
    element: sectionElement(name, title, form, amount, content),
    enter(query) {
      clearTimeout(typing);
      search.value = query.get('search') ?? '';
      for (const { select } of selects) select.value = query.get(select.name) ?? '';
    },
    async refresh(view) {
      const { query, signal } = view;
      const names = ['search', 'page', ...choices.map((choice) => choice.name), ...fixed];
      const params = new URLSearchParams(
        [...query].filter(([given, value]) => names.includes(given) && value !== ''),
      );
      /** @type {[import('./api.js').ListPage<Row>, HTMLElement | undefined]} */
      const [page, above] = await Promise.all([ask(path, params, signal), options.above?.(view)]);
      amount.textContent = amountText(page, words, params);
      const fresh = new DocumentFragment();
      if (above !== undefined) fresh.append(above);
      for (const param of fixed) fresh.append(...fixedNote(name, param, params));
      if (page.rows.length > 0) fresh.append(table(title, options.columns, page.rows.map(options.row)));
      else fresh.append(emptyNote(name, page, params, options.empty));
      fresh.append(...pager(name, page, params));
      morph(content, fresh);
    },
  };
}

/**
 * @param {string} name
 * @param {string} title
 * @param {...Node} children
 */
export function sectionElement(name, title, ...children) {
  const id = `${name}-title`;
  return h('section', { id: name, 'aria-labelledby': id }, h('h2', { id, tabindex: -1 }, title), ...children);
}

/**
 * @param {string} section
 * @param {Choice} choice
 */
function makeSelect(section, { name, label, options }) {
  const id = `${section}-${name}`;
  const items = options.map(([value, text]) => h('option', { value }, text));
  const select = /** @type {HTMLSelectElement} */ (h('select', { id, name }, ...items));
  return { select, field: h('div', { class: 'field' }, h('label', { for: id }, label), select) };
}

/**
 * @param {import('./api.js').ListPage<unknown>} page
 * @param {readonly [string, string]} words
 * @param {URLSearchParams} params
 */
function amountText({ total, page, size, rows }, words, params) {
  const found = [...params.keys()].some((name) => name !== 'page') ? ' found' : '';
  if (rows.length === total) return `${counted(total, words)}${found}`;
  const first = (page - 1) * size + 1;
  const last = first + rows.length - 1;
  const shown = rows.length === 0 ? `none on page ${page}` : `${count(first)} to ${count(last)}`;
  return `${shown} of ${counted(total, words)}${found}`;
}

/**
 * @param {string} section
 * @param {string} param
 * @param {URLSearchParams} params
 */
function fixedNote(section, param, params) {
  const value = params.get(param);
  if (value === null) return [];
  const others = new URLSearchParams(params);
  others.delete(param);
  others.delete('page');
  return [
    h('p', {}, `Only of ${param} `, h('bdi', {}, value), '. ', link(hrefOf(section, others), 'Show all')),
  ];
}

/**
 * @param {string} section
 * @param {import('./api.js').ListPage<unknown>} page
 * @param {URLSearchParams} params
 * @param {string} empty
 */
function emptyNote(section, { total, size }, params, empty) {
  if (total > 0) {
    const last = new URLSearchParams(params);
    last.set('page', String(Math.ceil(total / size)));
    return h(
      'p',
      { class: 'empty' },
      'There are not that many pages. ',
      link(hrefOf(section, last), 'Go to the last one'),
    );
  }
  if (params.size === 0) return h('p', { class: 'empty' }, empty);
  return h('p', { class: 'empty' }, 'Nothing fits. ', link(hrefOf(section), 'Show all'));
}

/**
 * @param {string} section
 * @param {import('./api.js').ListPage<unknown>} list
 * @param {URLSearchParams} params
 */
function pager(section, { total, page, size }, params) {
  const pages = Math.ceil(total / size);
  if (pages <= 1) return [];
  /** @param {number} to @param {string} text */
  const step = (to, text) => {
    const there = to >= 1 && to <= pages && to !== page;
    const other = new URLSearchParams(params);
    other.set('page', String(to));
    // Without an address a link is none; that it can still be focused keeps the focus of whoever came by it.
    return there
      ? link(hrefOf(section, other), text)
      : h('a', { role: 'link', tabindex: -1, 'aria-disabled': 'true' }, text);
  };
  return [
    h(
      'nav',
      { class: 'pager', 'aria-label': 'Pages' },
      step(1, 'First'),
      step(page - 1, 'Previous'),
      h('span', {}, `Page ${count(page)} of ${count(pages)}`),
      step(page + 1, 'Next'),
      step(pages, 'Last'),
    ),
  ];
}
