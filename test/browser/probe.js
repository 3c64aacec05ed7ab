// Runs in the browser, before the page: what the tests ask it goes by the name `probe`.

/** @type {string[]} */
const violations = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  violations.push(`${violatedDirective} ${blockedURI}`);
});

/** How far things moved by themselves, as the browser measures it. */
let shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { hadRecentInput, value } =
      /** @type {PerformanceEntry & { hadRecentInput: boolean, value: number }} */ (entry);
    if (!hadRecentInput) shifts += value;
  }
}).observe({ type: 'layout-shift', buffered: true });

/** @param {Element} element */
function isShown(element) {
  return element.checkVisibility() && element.getClientRects().length > 0;
}

/** @param {string} selector */
function shown(selector) {
  return [...document.querySelectorAll(selector)].filter(isShown);
}

/**
 * The luminance of a colour, WCAG 2.2.
 * @param {readonly number[]} colour
 */
function luminance(colour) {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {string} text */
function parseColour(text) {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return { colour: [red, green, blue], alpha };
}

/** @param {Element | null} element */
function backgroundOf(element) {
  for (let at = element; at !== null; at = at.parentElement) {
    const { colour, alpha } = parseColour(getComputedStyle(at).backgroundColor);
    if (alpha === 1) return colour;
  }
  return [255, 255, 255];
}

/** @param {Element} element */
function contrastOf(element) {
  const front = luminance(parseColour(getComputedStyle(element).color).colour);
  const back = luminance(backgroundOf(element));
  return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
}

/** @param {Element} element */
function hasText(element) {
  return [...element.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim() !== '',
  );
}

const probe = {
  violations: () => violations,
  shifts: () => shifts,
  /** Texts with less contrast than WCAG asks of small ones. */
  faint: () =>
    shown('body *')
      .filter((element) => hasText(element) && contrastOf(element) < 4.5)
      .map((element) => `${element.tagName} ${element.className} ${contrastOf(element).toFixed(2)}`),
  /** What can be worked with and has no name. */
  nameless: () =>
    shown('a, button, input, select, textarea')
      .filter((element) => {
        const { labels } = /** @type {HTMLInputElement} */ (element);
        const name = element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? '';
        const isField = element.matches('input, select, textarea');
        return name.trim() === '' && (isField || element.textContent?.trim() === '');
      })
      .map((element) => element.outerHTML.slice(0, 100)),
  headings: () => shown('h1, h2, h3, h4, h5, h6').map((element) => Number(element.tagName.slice(1))),
  /** Ids that stand twice. */
  doubleIds: () => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    return ids.filter((id, index) => ids.indexOf(id) !== index);
  },
  /** What makes the page wider than the window. */
  overflow: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  /** Where the keyboard is, in words. */
  focus: () => {
    const at = document.activeElement;
    return `${at?.tagName.toLowerCase()} ${at?.getAttribute('aria-label') ?? at?.id ?? ''} ${at?.textContent ?? ''}`;
  },
  /** Elements that no code of ours makes. */
  foreign: () => document.querySelectorAll('img, iframe, object, script:not([src^="/page/"]), b, svg').length,
};

Object.assign(window, { probe });
