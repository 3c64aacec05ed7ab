/** @typedef {Node | string | number | undefined} Child */

/**
 * Makes an element. Strings become text, whatever they hold; nothing is ever read as markup.
 * @param {string} tag
 * @param {Readonly<Record<string, string | number | undefined>>} attributes left out where undefined
 * @param {...Child} children left out where undefined
 * @returns {HTMLElement}
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child !== undefined) element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

const longest = 300;
const longestTitle = 2000;
const unseen = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * A text from an object or a request. Characters that would not be seen, or would turn the direction of others, are
 * named; long texts are cut, and whole (as far as is sensible) when pointed at.
 * @param {string} value
 * @returns {HTMLElement}
 */
export function quoted(value) {
  const seen = showUnseen(value.slice(0, longestTitle));
  const cut = seen.length > longest;
  return h('bdi', { title: cut ? seen : undefined }, cut ? `${seen.slice(0, longest)}…` : seen);
}

/** @param {string} value */
export function showUnseen(value) {
  return value.replace(unseen, (found) => {
    const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `⟨U+${code}⟩`;
  });
}

/**
 * A state in a few words, with a colour that says no more than they do.
 * @param {'bad' | 'good' | 'plain' | 'warn'} kind
 * @param {string} text
 */
export function badge(kind, text) {
  return h('span', { class: `badge ${kind}` }, text);
}

/**
 * @param {string} href
 * @param {Child} content
 * @param {string} [label] for those who hear the link without what stands around it
 */
export function link(href, content, label) {
  return h('a', { href, 'aria-label': label }, content);
}

/**
 * A list of at most `most` items, with the number of the others.
 * @param {readonly string[]} items
 * @param {number} most
 * @returns {HTMLElement | undefined}
 */
export function shortList(items, most) {
  if (items.length === 0) return undefined;
  const shown = items.slice(0, most).map((item) => h('li', {}, quoted(item)));
  const more = items.length - shown.length;
  return h(
    'ul',
    { class: 'plain' },
    ...shown,
    more > 0 ? h('li', { class: 'muted' }, `and ${more} more`) : undefined,
  );
}
