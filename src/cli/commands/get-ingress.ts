import type { Command } from 'commander';
import { adminRequest, controlSocketPath } from '../../admin/index.ts';
import { OperatorError } from '../../base/index.ts';
import { problemLines, problemsText } from '../control/problem-row.ts';
import { formatAge, type Line, print, printJson } from '../terminal/print.ts';
import { table } from '../terminal/table.ts';
import { type IngressRow, ingressRows } from '../wire/wire.ts';
import { listText } from './certificate-table.ts';
import { example, type TargetFlags, withManifests, withOutput, withServer } from './command-options.ts';

interface IngressFlags extends TargetFlags {
  readonly namespace?: string;
  readonly problems?: boolean;
  readonly manifests?: string;
}

/** `sluice get ingress`. */
export function addGetIngress(get: Command): void {
  const command = get
    .command('ingress')
    .aliases(['ingresses', 'ing'])
    .description('show each Ingress with its class, hosts, address and problems')
    .argument('[name...]', 'NAMESPACE/NAME, or NAME in the namespace of -n, or in default')
    .option('-n, --namespace <namespace>', 'only those of a namespace')
    .option('--problems', 'only those that have problems');
  const ingress = withOutput(withServer(command), ['table', 'wide', 'json']).action(getIngresses);
  withManifests(ingress);
  example(
    ingress,
    'sluice get ingress',
    'sluice get ingress shop/web',
    'sluice get ingress -n shop --problems',
  );
}

/** What `kubectl get ingress` shows in a cluster, and each problem below. */
async function getIngresses(names: readonly string[], flags: IngressFlags, command: Command): Promise<void> {
  const rows = select(await readRows(flags, command), names, flags);
  if (flags.output === 'json') printJson(rows);
  else if (rows.length === 0) print(emptyText(flags));
  else print(...ingressTable(rows, Date.now(), flags.output === 'wide'), ...problems(rows, names, flags));
}

async function readRows(
  { stateDir, manifests }: IngressFlags,
  command: Command,
): Promise<readonly IngressRow[]> {
  if (manifests !== undefined) {
    const [{ offlineView }, { toIngressRow }] = await Promise.all([
      import('../offline/offline-view.ts'),
      import('../control/ingress-row.ts'),
    ]);
    const view = await offlineView(command, manifests);
    return view.ingresses.map((status) => toIngressRow(status, view));
  }
  return ingressRows.parse(await adminRequest(controlSocketPath(stateDir), 'GET', '/v1/ingresses'));
}

/** @throws OperatorError `IngressNotFound` for a name that no Ingress has. */
function select(
  rows: readonly IngressRow[],
  names: readonly string[],
  { namespace, problems }: IngressFlags,
): readonly IngressRow[] {
  const wanted = new Set(
    names.map((name) => (name.includes('/') ? name : `${namespace ?? 'default'}/${name}`)),
  );
  const known = new Set(rows.map(nameOf));
  for (const name of wanted) {
    if (known.has(name)) continue;
    throw new OperatorError('IngressNotFound', `Ingress ${name} does not exist.`, {
      hint: 'sluice get ingress shows all; name one of another namespace as NAMESPACE/NAME.',
    });
  }
  return rows.filter(
    (row) =>
      (wanted.size === 0
        ? namespace === undefined || row.namespace === namespace
        : wanted.has(nameOf(row))) &&
      (problems !== true || row.problems.length > 0),
  );
}

function nameOf({ namespace, name }: IngressRow): string {
  return `${namespace}/${name}`;
}

function emptyText({ namespace, problems }: IngressFlags): string {
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return problems === true ? `No Ingress${where} has problems.` : `There are no Ingresses${where}.`;
}

function ingressTable(rows: readonly IngressRow[], now: number, wide: boolean): readonly string[] {
  const options = {
    whole: ['NAMESPACE', 'NAME', 'ADDRESS'],
    ...(wide ? { width: Number.POSITIVE_INFINITY } : {}),
  };
  return table(
    [
      'NAMESPACE',
      'NAME',
      'CLASS',
      'HOSTS',
      'ADDRESS',
      'PORTS',
      'AGE',
      'PROBLEMS',
      ...(wide ? ['INSTANCE'] : []),
    ],
    rows.map((row) => [
      row.namespace,
      row.name,
      classText(row),
      wide ? row.hosts.join(',') || '*' : listText(row.hosts, '*'),
      row.address ?? '',
      row.address === undefined ? '' : [80, 443].map((port) => row.ports?.[port] ?? port).join(', '),
      formatAge(now - row.createdAt),
      problemsText(row.problems),
      row.instanceId ?? '',
    ]),
    options,
  );
}

/** The class, with its profile where that is not the usual one. */
function classText({ class: name = '<none>', profile = 'slb' }: IngressRow): string {
  return profile === 'slb' ? name : `${name} (${profile})`;
}

const mostProblems = 20;

/** All problems of what was asked for by name; else the first, lest they push the table off the screen. */
function problems(
  rows: readonly IngressRow[],
  names: readonly string[],
  flags: IngressFlags,
): readonly Line[] {
  const all = rows.flatMap((row) => row.problems.map((problem) => ({ subject: nameOf(row), problem })));
  const most = names.length > 0 || flags.problems === true ? all.length : mostProblems;
  const lines = all.slice(0, most).flatMap(({ subject, problem }) => problemLines(subject, problem));
  const more = all.length - most;
  return more > 0 ? [...lines, '', `… and ${more} more: sluice get ingress --problems shows all.`] : lines;
}
