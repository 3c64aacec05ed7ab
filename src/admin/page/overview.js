import { ask } from './api.js';
import { h } from './dom.js';
import { count, counted, duration, share } from './format.js';
import { sectionElement } from './list-section.js';
import { hrefOf } from './location.js';
import { morph } from './morph.js';
import {
  expiringBlock,
  instancesBlock,
  problemsBlock,
  processesBlock,
  recentErrorsBlock,
} from './overview-blocks.js';

/**
 * @typedef {import('./api.js').Overview} Overview
 * @typedef {import('./api.js').LogRow} LogRow
 */

const mostErrors = 5;

/** @returns {import('./list-section.js').Section} */
export function overviewSection() {
  const content = h('div', { class: 'stack' });
  return {
    name: 'overview',
    title: 'Overview',
    element: sectionElement('overview', 'Overview', content),
    async refresh({ overview, signal }) {
      const query = new URLSearchParams({ size: String(mostErrors) });
      /** @type {[Overview, import('./api.js').ListPage<LogRow>]} */
      const [known, errors] = await Promise.all([overview, ask('/api/errors', query, signal)]);
      const fresh = new DocumentFragment();
      fresh.append(
        figures(known),
        problemsBlock(known),
        expiringBlock(known),
        servesItself(known) ? recentErrorsBlock(errors) : '',
        instancesBlock(known),
        processesBlock(known),
      );
      morph(content, fresh);
    },
  };
}

/**
 * Whether workers of this server take the requests: in a cloud, others do, and nobody here counts them.
 *
 * @param {Overview} overview
 */
function servesItself({ status }) {
  return status.provider === undefined || status.provider === 'builtin';
}

/** @param {Overview} overview */
function figures(overview) {
  const { status, served, hosts, routes, certificates } = overview;
  const expiringSoon = status.certificates.length;
  return h(
    'div',
    { class: 'figures' },
    figure(
      'problems',
      'Problems',
      counted(status.errors, ['error', 'errors']),
      counted(status.warnings, ['warning', 'warnings']),
    ),
    figure('ingresses', 'Ingresses', `${count(served)} of ${count(status.ingresses)}`, 'have an address'),
    figure('routes', 'Routes', count(routes), `of ${counted(hosts, ['host', 'hosts'])}`),
    figure('instances', 'Instances', count(status.instances.length), undefined),
    figure(
      'certificates',
      'Certificates',
      count(certificates),
      expiringSoon === 0 ? 'none expires within 10 days' : `${count(expiringSoon)} expired or soon to`,
    ),
    ...(servesItself(overview) ? trafficFigures(overview) : []),
  );
}

/** @param {Overview} overview */
function trafficFigures({ traffic }) {
  const now = traffic?.lastMinute;
  const total = traffic?.total;
  return [
    figure(
      'routes',
      'Requests, last minute',
      now === undefined ? '–' : count(now.requests),
      total === undefined ? undefined : `${count(total.requests)} since start`,
    ),
    figure(
      'errors',
      'Errors, last minute',
      now === undefined ? '–' : share(now.errors, now.requests),
      total === undefined ? undefined : `${share(total.errors, total.requests)} since start`,
    ),
    figure(
      'routes',
      'Time, last minute',
      duration(now?.p50Ms),
      `half of them; 99 %: ${duration(now?.p99Ms)}`,
    ),
  ];
}

/**
 * @param {string} section
 * @param {string} title
 * @param {string} value
 * @param {string | undefined} note
 */
function figure(section, title, value, note) {
  return h(
    'a',
    { class: 'figure', href: hrefOf(section) },
    h('span', { class: 'name' }, title),
    h('span', { class: 'value' }, value),
    h('span', { class: 'muted' }, note),
  );
}
