import type { Command } from 'commander';
import { adminRequest, controlSocketPath } from '../../admin/index.ts';
import { problemLines } from '../control/problem-row.ts';
import { type Line, print, printJson } from '../terminal/print.ts';
import { type CertificateRow, certificateRows } from '../wire/wire.ts';
import { certificateTable } from './certificate-table.ts';
import { example, type TargetFlags, withManifests, withTarget } from './command-options.ts';

interface CertificateFlags extends TargetFlags {
  readonly manifests?: string;
}

/** `sluice get certificates`. */
export function addGetCertificates(get: Command): void {
  const command = withTarget(
    get
      .command('certificates')
      .aliases(['certificate', 'certs', 'cert'])
      .description('show each certificate with its expiry, who uses it, and why it is not served'),
  ).action(getCertificates);
  withManifests(command);
  example(command, 'sluice get certificates', 'sluice get certificates --output json');
}

async function getCertificates(flags: CertificateFlags, command: Command): Promise<void> {
  const rows = await readRows(flags, command);
  if (flags.output === 'json') printJson(rows);
  else if (rows.length === 0) print('There are no certificates.');
  else print(...certificateTable(rows), ...rows.flatMap(details));
}

async function readRows(
  { stateDir, manifests }: CertificateFlags,
  command: Command,
): Promise<readonly CertificateRow[]> {
  if (manifests !== undefined) {
    const [{ offlineView }, { certificateRows: toRows }] = await Promise.all([
      import('../offline/offline-view.ts'),
      import('../control/certificate-rows.ts'),
    ]);
    return toRows(await offlineView(command, manifests));
  }
  return certificateRows.parse(await adminRequest(controlSocketPath(stateDir), 'GET', '/v1/certificates'));
}

function details({ secret, why, defaultOf, problems }: CertificateRow): readonly Line[] {
  if (why !== undefined) return ['', `(fake) is the default of ${defaultOf.join(', ')}:`, `  ${why}`];
  return problems.flatMap((problem) => problemLines(`Secret ${secret ?? ''}, ${problem.object}`, problem));
}
