import type {
  ExplainAnswer,
  ExplainedBackend,
  ExplainedCertificate,
  ExplainedProblem,
  ExplainedRule,
  Explanation,
  Loser,
  Winner,
} from '../../explain/index.ts';
import type { Line, Styled } from '../terminal/print.ts';
import { wrap } from '../terminal/wrap.ts';

export interface ExplainTextOptions {
  /** Columns of the terminal; lines are not broken without it. */
  readonly width?: number | undefined;
  /** Lists every route that did not take the request. */
  readonly all: boolean;
}

const mostEndpoints = 10;
const mostLosers = 10;
const label = 13;

/** An answer for people: what the client gets first, then why. */
export function explainLines(answer: ExplainAnswer, options: ExplainTextOptions): readonly Line[] {
  const { request, explanations, notes } = answer;
  const asked = [{ text: `${request.method} ${request.url}`, style: 'bold' as const }];
  return [
    asked,
    ...notes.flatMap((note) => wrap(note, options.width)),
    ...explanations.flatMap((explanation, index) => [
      ...(index === 0 ? [] : ['']),
      ...explanationLines(explanation, options),
    ]),
  ];
}

function explanationLines(explanation: Explanation, options: ExplainTextOptions): readonly Line[] {
  const { outcome, host, path, certificate, winner, policies, losers, problems, nearMisses } = explanation;
  const field = (name: string, texts: readonly string[]): readonly Line[] => fieldLines(name, texts, options);
  return [
    ...outcomeLines(explanation, options),
    '',
    ...field('instance', [instanceText(explanation)]),
    ...field('certificate', certificate === undefined ? [] : certificateTexts(certificate)),
    ...field('host', [hostText(host)]),
    ...field('path', path === undefined ? [] : [pathText(explanation)]),
    ...field('taken by', winner === undefined ? [] : winnerTexts(winner)),
    ...field(
      'policies',
      policies.map(({ feature, text }) => `${feature}: ${text}`),
    ),
    ...field('backend', (winner?.backends ?? []).flatMap(backendTexts)),
    ...field('hint', outcome.hint === undefined || outcome.verdict === 'served' ? [] : [outcome.hint]),
    ...field('near misses', nearMisses),
    ...field(
      'not taken by',
      loserTexts(losers, explanation.losersLeftOut, outcome.verdict === 'no-route', options),
    ),
    ...field('reported', problems.flatMap(problemTexts)),
  ];
}

function outcomeLines({ outcome }: Explanation, { width }: ExplainTextOptions): readonly Line[] {
  const { status, reason, text, verdict } = outcome;
  const style = verdict === 'served' ? 'green' : verdict === 'no-route' ? 'yellow' : 'red';
  const head = [status === undefined ? '' : `${status}`, reason ?? '']
    .filter((part) => part !== '')
    .join(' ');
  const [first = '', ...rest] = wrap(head === '' ? text : `${head}: ${text}`, width);
  const said: Styled = { text: head === '' ? first : head, style };
  return [head === '' ? [said] : [said, first.slice(head.length)], ...rest];
}

function fieldLines(name: string, texts: readonly string[], { width }: ExplainTextOptions): readonly Line[] {
  const narrow = width !== undefined && width < 60;
  const indent = narrow ? '  ' : ' '.repeat(label);
  const room = width === undefined ? undefined : width - indent.length;
  // A text that is indented further keeps that where it goes on.
  const lines = texts.flatMap((text) => {
    const [, deeper = '', words = ''] = /^( *)(.*)$/s.exec(text) ?? [];
    return wrap(words, room === undefined ? undefined : room - deeper.length).map((line) => deeper + line);
  });
  const title: Styled = { text: name.padEnd(narrow ? 0 : label), style: 'dim' };
  if (lines.length === 0) return [];
  if (narrow) return [[title], ...lines.map((line) => indent + line)];
  return lines.map((line, index): Line => (index === 0 ? [title, line] : indent + line));
}

function instanceText({ instance, listener }: Explanation): string {
  const { id, loadBalancer, address } = instance;
  const { protocol, port, clientPort } = listener;
  const named = id ?? (loadBalancer === 'managed' ? 'the one made automatically' : loadBalancer);
  const at = address === undefined ? '' : ` at ${address}`;
  const ports =
    clientPort === undefined || clientPort === port
      ? `port ${port}`
      : `port ${clientPort} (listener ${port})`;
  return `${named}${at}, ${protocol}, ${ports}`;
}

function certificateTexts(certificate: ExplainedCertificate): readonly string[] {
  const { kind, secret, notAfter, expired, names, serverName, coversServerName, text } = certificate;
  const ends =
    notAfter === undefined ? '' : `, ${expired ? 'EXPIRED' : 'valid until'} ${notAfter.slice(0, 10)}`;
  const what = kind === 'fake' ? 'the fake certificate, self-signed' : `Secret ${secret}${ends}`;
  const covers =
    serverName === undefined || coversServerName
      ? []
      : [
          `Clients will refuse it: it does not cover ${serverName}${names.length > 0 ? `, only ${names.join(', ')}` : ''}.`,
        ];
  return [what, text, ...covers];
}

function hostText({ name, entry, kind }: Explanation['host']): string {
  const asked = name === undefined || name === '' ? '(none)' : name;
  switch (kind) {
    case 'exact':
      return asked;
    case 'wildcard':
      return `${asked}, by ${entry}`;
    case 'any':
      return `${asked}, by the rules without a host`;
    case 'none':
      return `${asked}, which no rule names`;
  }
}

function pathText({ path = '', forwardedPath }: Explanation): string {
  return forwardedPath === undefined || forwardedPath === path
    ? path
    : `${path}, sent on as ${forwardedPath}`;
}

function winnerTexts({ object, place, rule, route, fallback }: Winner): readonly string[] {
  const at = place === undefined ? '' : ` (${place.file}${place.line === undefined ? '' : `:${place.line}`})`;
  const why = fallback ? ', because no host and no path took the request' : '';
  return [`${object}${at}${why}`, rule === undefined ? route : ruleText(rule)];
}

function ruleText({ path, pathType, field }: ExplainedRule): string {
  return path === undefined ? field : `${pathType ?? 'path'} ${path === '' ? '(empty)' : path}, ${field}`;
}

function backendTexts({
  id,
  weight,
  endpoints,
  endpointsKnown,
  endpointsLeftOut,
}: ExplainedBackend): readonly string[] {
  const share = weight === 1 ? '' : `, weight ${weight}`;
  const shown = endpoints.slice(0, mostEndpoints);
  const more = endpoints.length - shown.length + endpointsLeftOut;
  return [
    `${id}${share}`,
    ...(endpoints.length === 0
      ? [endpointsKnown ? '  no endpoints' : '  endpoints not known: no EndpointSlice in the manifests']
      : shown.map((endpoint) => `  ${endpointText(endpoint)}`)),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

function endpointText({
  address,
  port,
  ready,
  serving,
  terminating,
  used,
  outOfUse = {},
}: ExplainedBackend['endpoints'][number]): string {
  const literal = address.includes(':') ? `[${address}]` : address;
  const states = [
    ready ? 'ready' : 'not ready',
    ...(terminating ? [serving ? 'terminating, still serving' : 'terminating'] : []),
    ...(used ? [] : ['not used']),
    ...Object.entries(outOfUse).map(([worker, seconds]) => outText(worker, seconds)),
  ];
  return `${literal}${port === undefined ? '' : `:${port}`} ${states.join(', ')}`;
}

function outText(worker: string, seconds: number): string {
  return seconds < 0
    ? `fails the checks of worker ${worker}`
    : `out of use in worker ${worker} for ${seconds} s`;
}

/** Those that fit, and, where nothing takes the request, those that do not. */
function loserTexts(
  losers: readonly Loser[],
  leftOut: number,
  nothingTakes: boolean,
  { all }: ExplainTextOptions,
): readonly string[] {
  const told = losers.filter(({ fits, why }) => all || fits || nothingTakes || why !== pathAlone);
  const shown = all ? told : told.slice(0, mostLosers);
  const more = losers.length - shown.length + leftOut;
  return [
    ...shown.map(({ route, object, why }) => `${route} of ${object}: ${why}`),
    ...(more > 0
      ? [`${more} other ${more === 1 ? 'route' : 'routes'} of the host${all ? '' : ' (--all lists them)'}`]
      : []),
  ];
}

const pathAlone = 'the path does not fit';

function problemTexts({ object, reason, message, hint, severity }: ExplainedProblem): readonly string[] {
  return [`${severity} ${reason} on ${object}: ${message}`, `  ${hint}`];
}
