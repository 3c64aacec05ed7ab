import { badge, h, link, quoted } from './dom.js';
import { count, counted, duration, share } from './format.js';
import { listSection } from './list-section.js';
import { hrefOf } from './location.js';
import { objectLink } from './problems.js';
import { line, quiet } from './table.js';

/** @typedef {import('./api.js').RouteRow} RouteRow */

const both = 'last minute, since start';

/** @returns {import('./list-section.js').Section} */
export function routeSection() {
  return listSection({
    name: 'routes',
    title: 'Hosts and routes',
    path: '/api/routes',
    words: ['route', 'routes'],
    searched: 'host, path, Ingress, Service',
    fixed: ['instance'],
    columns: [
      { title: 'Host and path', kind: 'wide' },
      { title: 'Taken by' },
      { title: 'State' },
      { title: 'Requests', kind: 'number', note: both },
      { title: 'Errors', kind: 'number', note: both },
      { title: 'Half within', kind: 'number', note: both },
      { title: '99 % within', kind: 'number', note: both },
      { title: 'Why', kind: 'action' },
    ],
    row: routeRow,
    empty: 'No routes yet. Add an Ingress to the manifests; its hosts and paths show up here at once.',
  });
}

/**
 * @param {RouteRow} route
 * @returns {import('./table.js').TableRow}
 */
function routeRow(route) {
  const { loadBalancer, host, path, match, origin, policies } = route;
  const features = policies.length === 0 ? undefined : quiet(`with ${policies.join(', ')}`);
  return {
    key: `${loadBalancer} ${host} ${match} ${path} ${origin}`,
    cells: [
      [
        line(h('strong', {}, quoted(host))),
        line(h('code', {}, quoted(path)), ` ${matchText(match)}`),
        features,
      ],
      [objectLink(origin), ...backendLines(route)],
      [stateBadge(route)],
      ...trafficCells(route.traffic),
      [explainLink(route)],
    ],
  };
}

/** @param {RouteRow['match']} match */
function matchText(match) {
  const texts = {
    exact: 'exactly',
    prefix: 'and below',
    regex: 'as an expression',
    fallback: 'whatever nothing else takes',
  };
  return texts[match];
}

/** @param {RouteRow} route */
function backendLines({ backends }) {
  return backends.slice(0, 3).flatMap(({ backend, weight, endpoints }) => {
    const weighted = backends.length > 1 ? `, weight ${weight}` : '';
    return [quiet(quoted(backend)), quiet(`${counted(endpoints, ['endpoint', 'endpoints'])}${weighted}`)];
  });
}

/** @param {RouteRow} route */
function stateBadge({ state, answer }) {
  switch (state) {
    case 'served':
      return badge('good', 'served');
    case 'refused':
      return h('span', {}, badge('bad', `answers ${answer?.status ?? ''}`), quiet(answer?.reason ?? ''));
    case 'no-endpoint':
      return h('span', {}, badge('bad', 'answers 503'), quiet('no endpoint is ready'));
    case 'not-programmed':
      return badge('warn', 'not in force yet');
  }
}

/** @param {RouteRow['traffic']} traffic */
function trafficCells(traffic) {
  if (traffic === undefined) return [['none'], [], [], []];
  const { lastMinute: now, total } = traffic;
  return [
    [line(count(now.requests)), sinceStart(count(total.requests))],
    [line(share(now.errors, now.requests)), sinceStart(share(total.errors, total.requests))],
    [line(duration(now.p50Ms)), sinceStart(duration(total.p50Ms))],
    [line(duration(now.p99Ms)), sinceStart(duration(total.p99Ms))],
  ];
}

/**
 * A figure below that of the last minute; the head of the column, or on a card the figure itself, says what it is.
 * @param {string} text
 */
function sinceStart(text) {
  return h('div', { class: 'muted since-start' }, text);
}

/**
 * A request that the route is meant for, as far as one can be made up.
 * @param {RouteRow} route
 */
function explainLink({ host, path, match, instanceId = '' }) {
  if (host === '*') return undefined;
  const name = host.replace(/^\*\./, 'any.');
  const url = `http://${name}${match === 'regex' || path === '' ? '/' : path}`;
  return link(hrefOf('explain', { url, instance: instanceId }), 'Explain', `Explain ${url}`);
}
