import { adminRequest, controlSocketPath } from '../admin/index.ts';
import { formatAge, print, table } from './print.ts';
import { problemLines } from './problem-row.ts';
import type { TargetFlags } from './slb.ts';
import { type IngressRow, ingressRows } from './wire.ts';

/** `sluice get ingress`: what `kubectl get ingress` shows in a cluster, and each problem below. */
export async function getIngresses(flags: TargetFlags): Promise<void> {
  const socket = controlSocketPath(flags.stateDir);
  const rows = ingressRows.parse(await adminRequest(socket, 'GET', '/v1/ingresses'));
  if (flags.output === 'json') print(JSON.stringify(rows, undefined, 2));
  else if (rows.length === 0) print('There are no Ingresses.');
  else print(...ingressTable(rows, Date.now()), ...problems(rows));
}

function ingressTable(rows: readonly IngressRow[], now: number): readonly string[] {
  return table(
    ['NAMESPACE', 'NAME', 'CLASS', 'HOSTS', 'ADDRESS', 'PORTS', 'AGE', 'PROBLEMS'],
    rows.map((row) => [
      row.namespace,
      row.name,
      row.class ?? '<none>',
      hostsText(row.hosts),
      row.address ?? '',
      row.address === undefined ? '' : [80, 443].map((port) => row.ports?.[port] ?? port).join(', '),
      formatAge(now - row.createdAt),
      row.problems.length === 0 ? '' : String(row.problems.length),
    ]),
  );
}

const mostHosts = 3;

function hostsText(hosts: readonly string[]): string {
  if (hosts.length === 0) return '*';
  const more = hosts.length - mostHosts;
  return hosts.slice(0, mostHosts).join(',') + (more > 0 ? ` + ${more} more...` : '');
}

function problems(rows: readonly IngressRow[]): readonly string[] {
  return rows.flatMap((row) =>
    row.problems.flatMap((problem) => problemLines(`${row.namespace}/${row.name}`, problem)),
  );
}
