/**
 * Makes the content of `target` equal to that of `fresh`, changing as little as can be: what stays the same keeps focus,
 * selection and scroll position. Elements with a `data-key` are told apart by it; `fresh` is used up.
 * @param {Element} target
 * @param {ParentNode & Node} fresh
 * @returns {void}
 */
export function morph(target, fresh) {
  const wanted = new Set([...fresh.childNodes].map(keyOf));
  const keyed = new Map();
  for (const child of [...target.childNodes]) {
    const key = keyOf(child);
    if (key === undefined) continue;
    if (wanted.has(key)) keyed.set(key, child);
    else child.remove();
  }
  /** @type {ChildNode | null} */
  let place = target.firstChild;
  for (const next of [...fresh.childNodes]) {
    const key = keyOf(next);
    const found = key === undefined ? unkeyed(place) : keyed.get(key);
    if (found === undefined || !sameKind(found, next)) {
      target.insertBefore(next, place);
      continue;
    }
    if (found === place) place = place?.nextSibling ?? null;
    else target.insertBefore(found, place);
    morphNode(found, next);
  }
  while (place !== null) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
}

/** @param {ChildNode | null} node */
function unkeyed(node) {
  return node === null || keyOf(node) !== undefined ? undefined : node;
}

/**
 * @param {Node} node
 * @returns {string | undefined}
 */
function keyOf(node) {
  return node instanceof HTMLElement ? node.dataset['key'] : undefined;
}

/**
 * @param {Node} a
 * @param {Node} b
 */
function sameKind(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName;
}

/**
 * @param {Node} node
 * @param {Node} fresh
 */
function morphNode(node, fresh) {
  if (node instanceof Element && fresh instanceof Element) {
    morphAttributes(node, fresh);
    morph(node, fresh);
  } else if (node.nodeValue !== fresh.nodeValue) {
    node.nodeValue = fresh.nodeValue;
  }
}

/**
 * @param {Element} element
 * @param {Element} fresh
 */
function morphAttributes(element, fresh) {
  for (const { name, value } of fresh.attributes) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  for (const { name } of [...element.attributes]) {
    // Whoever looks opened it.
    if (!fresh.hasAttribute(name) && !(name === 'open' && element instanceof HTMLDetailsElement)) {
      element.removeAttribute(name);
    }
  }
}
