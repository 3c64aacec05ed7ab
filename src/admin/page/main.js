import { ask, NoAnswer, Refusal } from './api.js';
import { certificateSection } from './certificates.js';
import { h, link } from './dom.js';
import { errorSection } from './errors.js';
import { explainSection } from './explain.js';
import { timeOfDay } from './format.js';
import { ingressSection } from './ingresses.js';
import { instanceSection } from './instances.js';
import { home, hrefOf, readPlace, watchPlace } from './location.js';
import { overviewSection } from './overview.js';
import { problemSection } from './problems.js';
import { routeSection } from './routes.js';
import { settingSection } from './settings.js';

/** @typedef {import('./list-section.js').Section} Section */

const refreshMs = 3000;

const list = [
  overviewSection(),
  problemSection(),
  routeSection(),
  explainSection(),
  errorSection(),
  ingressSection(),
  instanceSection(),
  certificateSection(),
  settingSection(),
];
const sections = new Map(list.map((section) => [section.name, section]));
const links = new Map(list.map(({ name, title }) => [name, link(hrefOf(name), title)]));

const main = byId('main');
const stateLine = byId('state');
const updated = byId('updated');
const gone = byId('gone');
const failure = byId('failure');

/** @type {AbortController | undefined} */
let underWay;
/** @type {number | undefined} */
let timer;
/** @type {Date | undefined} */
let lastAnswer;
/** @type {string | undefined} */
let firstVersion;
/** True while a section is gone to for its search. */
let searching = false;

byId('sections').append(...[...links.values()].map((anchor) => h('li', {}, anchor)));
for (const { element } of list) {
  element.hidden = true;
  main.append(element);
}
watchPlace((how) => (how === 'replaced' ? refresh() : enter(true)));
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') refresh();
});
document.addEventListener('keydown', onKey);
document.querySelector('.skip')?.addEventListener('click', (event) => {
  // The place behind # is taken by what is looked at.
  event.preventDefault();
  main.focus();
});
enter(false);

/** @returns {Section} */
function currentSection() {
  const section = sections.get(readPlace().section) ?? sections.get(home);
  if (section === undefined) throw new Error('no section');
  return section;
}

/**
 * Shows what the address says. Who came by a link is led to the head of the section.
 * @param {boolean} followed
 * @returns {void}
 */
function enter(followed) {
  const section = currentSection();
  const changed = section.element.hidden;
  for (const { name, element } of list) {
    element.hidden = element !== section.element;
    if (element.hidden) links.get(name)?.removeAttribute('aria-current');
    else links.get(name)?.setAttribute('aria-current', 'page');
  }
  document.title = `${section.title} – Sluice`;
  section.enter?.(readPlace().query);
  if (followed && changed) {
    window.scrollTo(0, 0);
    const title = document.getElementById(`${section.name}-title`);
    (searching ? section.search : title)?.focus({ preventScroll: true });
    searching = false;
  }
  refresh();
}

/** @returns {void} */
function refresh() {
  underWay?.abort();
  clearTimeout(timer);
  const turn = new AbortController();
  underWay = turn;
  show(turn.signal)
    .catch((error) => failed(error, turn.signal))
    .finally(() => {
      if (underWay !== turn || document.visibilityState === 'hidden') return;
      timer = window.setTimeout(refresh, refreshMs);
    });
}

/** @param {AbortSignal} signal */
async function show(signal) {
  const { query } = readPlace();
  /** @type {Promise<import('./api.js').Overview>} */
  const overview = ask('/api/status', new URLSearchParams(), signal);
  const section = currentSection();
  const [known] = await Promise.all([overview, section.refresh({ query, signal, overview })]);
  signal.throwIfAborted();
  showState(known);
}

/** @param {import('./api.js').Overview} overview */
function showState({ ready, notReady, status }) {
  firstVersion ??= status.version;
  lastAnswer = new Date();
  document.body.dataset['state'] = ready ? 'ready' : 'not-ready';
  say(stateLine, ready ? 'Ready' : `Not ready: ${notReady.join('; ')}`);
  say(byId('version'), status.version);
  say(updated, `as of ${timeOfDay(lastAnswer)}`);
  warn(gone, '');
  const renewed = status.version !== firstVersion;
  warn(
    failure,
    renewed ? `The server is version ${status.version} now. Reload this page, which is older.` : '',
  );
}

/**
 * @param {unknown} error
 * @param {AbortSignal} signal
 */
function failed(error, signal) {
  if (signal.aborted) return;
  if (error instanceof NoAnswer) {
    document.body.dataset['state'] = 'gone';
    say(stateLine, 'No answer');
    const since = lastAnswer === undefined ? '' : ` since ${timeOfDay(lastAnswer)}`;
    const old = lastAnswer === undefined ? '' : ' What is shown below is from then.';
    warn(gone, `The server has given no answer${since}.${old} It is asked again every few seconds.`);
    return;
  }
  warn(
    failure,
    error instanceof Refusal ? error.message : 'This page cannot show what the server answers. Reload it.',
  );
  if (!(error instanceof Refusal)) throw error;
}

/**
 * Only what differs is written, so that it is not announced anew.
 * @param {HTMLElement} element
 * @param {string} text
 */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {HTMLElement} banner
 * @param {string} text
 */
function warn(banner, text) {
  say(banner, text);
  banner.hidden = text === '';
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLElement && event.target.matches('input, select, textarea')) return;
  event.preventDefault();
  const { search } = currentSection();
  if (search === undefined) {
    searching = true;
    window.location.hash = hrefOf('routes');
  } else {
    search.focus();
    search.select();
  }
}

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no element ${id}`);
  return element;
}
