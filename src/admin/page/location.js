/**
 * What is looked at stands behind the # of the address, so that links, bookmarks and the back button work:
 * `#/routes?search=shop&page=2`.
 * @typedef {{ readonly section: string, readonly query: URLSearchParams }} Place
 */

export const home = 'overview';

/** @type {(how: 'followed' | 'replaced') => void} */
let listener = () => {};

/**
 * @param {string} section
 * @param {Readonly<Record<string, string>> | URLSearchParams} [params] those that are empty are left out
 */
export function hrefOf(section, params = {}) {
  const given = params instanceof URLSearchParams ? [...params] : Object.entries(params);
  const query = new URLSearchParams(given.filter(([, value]) => value !== '')).toString();
  return `#/${section}${query === '' ? '' : `?${query}`}`;
}

/** @returns {Place} */
export function readPlace() {
  const [, section = home, query = ''] = /^#\/([a-z]+)(?:\?(.*))?$/s.exec(window.location.hash) ?? [];
  return { section, query: new URLSearchParams(query) };
}

/**
 * Calls back whenever another place is looked at: a link was followed, or `replacePlace` called.
 * @param {(how: 'followed' | 'replaced') => void} callback
 */
export function watchPlace(callback) {
  listener = callback;
  window.addEventListener('hashchange', () => listener('followed'));
}

/**
 * Changes the address without a new entry in the history: for what is still being typed.
 * @param {string} href
 */
export function replacePlace(href) {
  if (href === window.location.hash) return;
  window.history.replaceState(null, '', href);
  listener('replaced');
}
