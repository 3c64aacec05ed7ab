import { cases, themes } from '../../test/routing/cases/all-themes.ts';
import { requestText } from '../../test/routing/request-text.ts';
import {
  answerOnClb,
  type CaseRequest,
  type CaseTheme,
  type Difference,
  differs,
  type OpenQuestion,
  openQuestions,
  type RoutingCase,
} from '../../test/routing/routing-case.ts';
import { likelySwitches } from '../../test/support/clb-emulator/switches.ts';
import { ingressLines } from './ingress-lines.ts';
import { markdownTable } from './markdown-table.ts';
import type { Page } from './page.ts';

/** What the routing suite finds different between the providers, and what it finds the same. The suite holds every line of it. */
export function clbDifferencesPage(): Page {
  const lines = [
    '<!-- Made from test/routing/cases/ by npm run docs. Do not edit. -->',
    '',
    '# Where Alibaba Cloud CLB answers otherwise',
    '',
    ...introduction,
    '',
    '## At a glance',
    '',
    ...overview(),
    ...themes.flatMap(themeSections),
    '',
    '## What is the same',
    '',
    'Without any report, by either provider:',
    '',
    ...sameTable(),
    '',
    '## What the documents of CLB leave open',
    '',
    'All above holds with the likelier answer to each question. With the other answer these requests get something else, on CLB',
    'alone. Sluice makes its rules so that they are right with either, as far as rules can say so.',
    '',
    ...openTable(),
    '',
  ];
  return { path: 'docs/reference/alibaba-clb-differences.md', text: lines.join('\n') };
}

const introduction = [
  'The tests of routing run the same manifests and requests with the provider `builtin`, which answers as Kubernetes asks, and with',
  '`alibaba-clb` on an emulator of CLB that was written from its documents. This page is the list of what came out differently. Every',
  'difference that concerns an Ingress is told on it: `sluice get ingress NAMESPACE/NAME` shows the message. How rules are made is',
  'explained in [Ingress rules on CLB](alibaba-clb-rules.md).',
  '',
  'In the examples `tea`, `coffee` and `milk` are Services with pods, `shop` has two ports, `empty` has no pods, `missing` does not',
  'exist. Each example has an instance of its own. Requests go by HTTP and by HTTPS, with the same answers, unless they say which. In messages',
  'the namespace is a name of the example.',
];

function overview(): readonly string[] {
  const rows = cases.flatMap((each): string[][] => {
    const { difference, title, requests } = each;
    const request = requests.find(differs);
    if (difference === undefined || request === undefined) return [];
    const told = [...new Set(difference.told.map(({ reason }) => `\`${reason}\``))];
    return [
      [title, ...comparison(request), told.length === 0 ? 'nothing' : told.join(', '), difference.instead],
    ];
  });
  return markdownTable([
    ['Construct', 'Request, for example', '`builtin`', '`alibaba-clb`', 'What is told', 'What to do'],
    ...rows,
  ]);
}

function themeSections({ title, cases: ofTheme }: CaseTheme): readonly string[] {
  const sections = ofTheme.flatMap((each) =>
    each.difference === undefined ? [] : caseSection(each, each.difference),
  );
  return sections.length === 0 ? [] : ['', `## ${title}`, ...sections];
}

function caseSection(each: RoutingCase, { why, instead, told }: Difference): readonly string[] {
  const same = each.requests.filter((request) => !differs(request));
  return [
    '',
    `### ${each.title}`,
    '',
    '```',
    ...each.ingresses.flatMap(ingressLines),
    '```',
    '',
    ...markdownTable([
      ['Request', '`builtin`', '`alibaba-clb`'],
      ...each.requests.filter(differs).map(comparison),
    ]),
    '',
    ...(same.length === 0 ? [] : [`The same: ${same.map(sameText).join('; ')}.`, '']),
    `${why} What to do: ${startSmall(instead)}`,
    ...(told.length === 0 ? ['', 'Nothing is told: no request reaches other pods.'] : []),
    ...told.flatMap(({ on, reason, message }) => [
      '',
      `Told on ${on.map(code).join(' and ')}, [${code(reason)}](reasons.md):`,
      '',
      `> ${message}`,
    ]),
  ];
}

function sameTable(): readonly string[] {
  const rows = cases
    .filter(({ difference }) => difference === undefined)
    .map(({ title, requests }) => [title, requests.map(sameText).join('; ')]);
  return markdownTable([['Construct', 'Requests and their answers'], ...rows]);
}

const questions: Readonly<Record<OpenQuestion, string>> = {
  hostCaseMatters: 'Is a host in capitals another host?',
  hostPortMatters: 'Does the port of the Host field belong to the host?',
  wildcardMatchesApex: 'Does `*.foo.example` take `foo.example`?',
  pathCaseMatters: 'Is a path in capitals another path?',
  pathIsDecoded: 'Are percent-encoded octets decoded before paths are compared?',
  queryTakesPart: 'Is the query compared with the rule?',
  emptyGroupStatus: 'Which status has a server group without pods?',
  forwardStatus: 'Which status has the redirect of a listener?',
};

function openTable(): readonly string[] {
  const rows = openQuestions.map((question) => [
    questions[question],
    likelyText(question),
    changesOf(question),
  ]);
  return markdownTable([['Question', 'Likely', 'What changes with the other answer'], ...rows]);
}

function likelyText(question: OpenQuestion): string {
  const likely = likelySwitches[question];
  return typeof likely === 'boolean' ? (likely ? 'yes' : 'no') : String(likely);
}

function changesOf(question: OpenQuestion): string {
  if (question === 'emptyGroupStatus') return 'every 503 of `alibaba-clb` is 502';
  if (question === 'forwardStatus') return 'the redirect has 302';
  const changed = cases.flatMap(({ title, requests }) => {
    const texts = requests
      .filter((request) => request.open?.[question] !== undefined)
      .map((request) => `${code(requestText(request))} ${answerText(answerOnClb(request, question))}`);
    return texts.length === 0 ? [] : [`${title}: ${texts.join(', ')}`];
  });
  return changed.length === 0 ? 'nothing' : changed.join('; ');
}

/** A request with both answers. */
function comparison(request: CaseRequest): string[] {
  const { answer, certificate, certificateOnClb = certificate } = request;
  const shown = (name: string | undefined): string =>
    name === undefined ? '' : `, certificate ${code(name)}`;
  return [
    code(requestText(request)),
    `${answerText(answer)}${shown(certificate)}`,
    `${answerText(answerOnClb(request))}${shown(certificateOnClb)}`,
  ];
}

function sameText(request: CaseRequest): string {
  const { answer, certificate } = request;
  const shown = certificate === undefined ? '' : `, certificate ${code(certificate)}`;
  return `${code(requestText(request))} ${answerText(answer.replace(/^(\d+) .*/, '$1'))}${shown}`;
}

/** A Service, or status and reason. */
function answerText(answer: string): string {
  const [, status, reason] = /^(\d+) ?(.*)$/.exec(answer) ?? [];
  if (status === undefined) return code(answer);
  return reason === '' ? status : `${status} ${code(reason ?? '')}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function startSmall(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}
