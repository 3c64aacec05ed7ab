import { badge, h, quoted } from './dom.js';
import { count, counted } from './format.js';
import { code, severityBadge } from './problem-rows.js';
import { objectLink } from './problems.js';
import { line, quiet, table } from './table.js';

/**
 * @typedef {import('./api.js').ExplainAnswer} ExplainAnswer
 * @typedef {import('./api.js').Explanation} Explanation
 * @typedef {import('./dom.js').Child} Child
 */

/**
 * The answer in a sentence, for those who hear it.
 * @param {ExplainAnswer} answer
 */
export function summaryOf({ request, explanations }) {
  if (explanations.length === 0) return `${request.method} ${request.url}: no instance takes it.`;
  const texts = explanations.map(({ outcome, instance }) => {
    const head = [outcome.status, outcome.reason].filter((part) => part !== undefined).join(' ');
    const on = explanations.length === 1 ? '' : `on ${instance.id ?? instance.loadBalancer}: `;
    return `${on}${head === '' ? '' : `${head}: `}${outcome.text}`;
  });
  return `${request.method} ${request.url}: ${texts.join(' ')}`;
}

/**
 * @param {Explanation} explanation
 * @returns {HTMLElement}
 */
export function explanationBlock(explanation) {
  const { instance, outcome, policies, nearMisses } = explanation;
  const name = instance.id ?? instance.loadBalancer;
  /** @type {readonly (readonly [string, readonly Child[]])[]} */
  const facts = [
    ['Outcome', [outcomeBadge(outcome), ' ', quoted(outcome.text)]],
    ['What to do', outcome.hint === undefined || outcome.verdict === 'served' ? [] : [quoted(outcome.hint)]],
    ['Instance', instanceFacts(explanation)],
    ['Certificate', certificateFacts(explanation)],
    ['Host', [hostText(explanation)]],
    ['Path', pathFacts(explanation)],
    ['Taken by', winnerFacts(explanation)],
    ['Policies', policies.map(({ feature, text }) => line(h('strong', {}, feature), ': ', quoted(text)))],
    ['Nearly taken by', nearMisses.map((miss) => line(quoted(miss)))],
  ];
  return h(
    'div',
    { class: 'block', 'data-key': `${instance.loadBalancer} ${explanation.listener.port}` },
    h('h3', {}, `On ${name === 'managed' ? 'the instance made automatically' : name}`),
    factList(facts),
    ...endpointTables(explanation),
    ...loserTable(explanation),
    ...problemList(explanation),
  );
}

/** @param {readonly (readonly [string, readonly Child[]])[]} facts */
function factList(facts) {
  const shown = facts.filter(([, children]) => children.length > 0);
  return h(
    'dl',
    { class: 'facts' },
    ...shown.map(([name, children]) =>
      h('div', { 'data-key': name }, h('dt', {}, name), h('dd', {}, ...children)),
    ),
  );
}

/** @param {Explanation['outcome']} outcome */
function outcomeBadge({ verdict, status, reason }) {
  const kinds = /** @type {const} */ ({ served: 'good', 'no-route': 'warn', refused: 'bad' });
  const parts = [verdict === 'served' ? 'served' : 'answered by Sluice', status, reason];
  return badge(kinds[verdict], parts.filter((part) => part !== undefined).join(' '));
}

/** @param {Explanation} explanation */
function instanceFacts({ instance, listener }) {
  const { id, address } = instance;
  const { protocol, port, clientPort = port } = listener;
  const at = address === undefined ? [] : [' at ', code(address)];
  const ports = clientPort === port ? `port ${port}` : `port ${clientPort}, for listener ${port}`;
  return [id === undefined ? 'made automatically' : code(id), ...at, `, ${protocol}, ${ports}`];
}

/** @param {Explanation} explanation */
function certificateFacts({ certificate }) {
  if (certificate === undefined) return [];
  const {
    kind,
    secret = '',
    notAfter = '',
    expired,
    serverName,
    coversServerName,
    names,
    text,
  } = certificate;
  const until =
    notAfter === '' ? undefined : `, ${expired ? 'expired' : 'valid until'} ${notAfter.slice(0, 10)}`;
  return [
    ...(kind === 'fake' ? ['the fake certificate, self-signed'] : ['Secret ', code(secret), until]),
    ...(expired ? [' ', badge('bad', 'expired')] : []),
    quiet(quoted(text)),
    ...(serverName === undefined || coversServerName
      ? []
      : [
          line(
            badge('warn', 'does not cover'),
            ' ',
            quoted(serverName),
            ', only ',
            quoted(names.join(', ') || 'no name'),
          ),
        ]),
  ];
}

/** @param {Explanation} explanation */
function hostText({ host }) {
  const name = host.name === undefined || host.name === '' ? 'no name' : host.name;
  const how = {
    exact: '',
    wildcard: `, by ${host.entry ?? ''}`,
    any: ', by the rules without a host',
    none: ', which no rule names',
  };
  return quoted(`${name}${how[host.kind]}`);
}

/** @param {Explanation} explanation */
function pathFacts({ path, forwardedPath }) {
  if (path === undefined) return [];
  const changed = forwardedPath !== undefined && forwardedPath !== path;
  return changed ? [code(path), ', sent on as ', code(forwardedPath)] : [code(path)];
}

/** @param {Explanation} explanation */
function winnerFacts({ winner }) {
  if (winner === undefined) return [];
  const { object, place, rule, route, fallback } = winner;
  const at =
    place === undefined ? undefined : `${place.file}${place.line === undefined ? '' : `:${place.line}`}`;
  return [
    objectLink(object),
    ', ',
    code(route),
    ...(at === undefined ? [] : [quiet(code(at))]),
    ...(rule === undefined ? [] : [quiet(code(rule.field))]),
    ...(fallback ? [quiet('because no host and no path took the request')] : []),
  ];
}

/** @param {Explanation} explanation */
function endpointTables({ winner }) {
  const columns = [{ title: 'Endpoint' }, { title: 'State' }, { title: 'Gets requests' }];
  return (winner?.backends ?? []).map(({ id, weight, endpoints, endpointsKnown, endpointsLeftOut }) => {
    const rows = endpoints.map(({ address, port, ready, serving, terminating, used }) => {
      const literal = address.includes(':') ? `[${address}]` : address;
      const at = port === undefined ? literal : `${literal}:${port}`;
      const ending = terminating ? (serving ? ', terminating, still serving' : ', terminating') : '';
      return {
        key: at,
        cells: [
          [code(at)],
          [badge(ready ? 'good' : 'warn', `${ready ? 'ready' : 'not ready'}${ending}`)],
          [used ? 'yes' : 'no'],
        ],
      };
    });
    const none = endpointsKnown
      ? 'No endpoints.'
      : 'Its endpoints are not known: the manifests hold no EndpointSlice.';
    return h(
      'div',
      { 'data-key': id },
      h('h4', {}, 'Backend ', quoted(id), weight === 1 ? undefined : `, weight ${weight}`),
      rows.length === 0 ? h('p', {}, none) : table(`Endpoints of ${id}`, columns, rows),
      endpointsLeftOut > 0 ? quiet(`and ${count(endpointsLeftOut)} more`) : undefined,
    );
  });
}

/** @param {Explanation} explanation */
function loserTable({ losers, losersLeftOut }) {
  if (losers.length === 0) return [];
  const columns = [{ title: 'Route' }, { title: 'Of' }, { title: 'Why it does not take the request' }];
  const rows = losers.map(({ object, route, fits, why }) => ({
    key: `${object} ${route}`,
    cells: [
      [code(route)],
      [objectLink(object)],
      [fits ? badge('plain', 'fits, yet') : undefined, ' ', quoted(why)],
    ],
  }));
  return [
    h('h4', {}, 'Not taken by'),
    table('Routes that do not take the request', columns, rows),
    ...(losersLeftOut > 0
      ? [quiet(`and ${counted(losersLeftOut, ['other route', 'other routes'])} of the host`)]
      : []),
  ];
}

/** @param {Explanation} explanation */
function problemList({ problems }) {
  if (problems.length === 0) return [];
  const items = problems.map(({ severity, object, reason, message, hint, place }) =>
    h(
      'li',
      {},
      severityBadge(severity),
      ' ',
      h('strong', {}, reason),
      ' ',
      objectLink(object),
      line(quoted(message)),
      quiet(quoted(hint)),
      place === undefined
        ? undefined
        : quiet(code(place.line === undefined ? place.file : `${place.file}:${place.line}`)),
    ),
  );
  return [h('h4', {}, 'Reported'), h('ul', { class: 'plain' }, ...items)];
}
