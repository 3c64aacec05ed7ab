import type { CertificateFacts, ObjectReport } from '../model/index.ts';

const soonMs = 10 * 24 * 60 * 60 * 1000;
const latestDate = 8.64e15;

/** What the clock says of the certificates in use. */
export interface CertificateState {
  readonly reports: readonly ObjectReport[];
  /** The next moment at which a report changes, milliseconds since the epoch. */
  readonly next?: number;
}

/** Reports certificates that have expired, or expire within ten days, on each Ingress that serves them. */
export function judgeCertificates(certificates: readonly CertificateFacts[], now: number): CertificateState {
  const reports: ObjectReport[] = [];
  let next = Number.POSITIVE_INFINITY;
  for (const facts of certificates) {
    // A certificate is the user's: a date beyond what Date can hold never comes.
    if (!(Math.abs(facts.notAfter) <= latestDate)) continue;
    const turn = [facts.notAfter - soonMs, facts.notAfter].find((moment) => moment > now);
    if (turn !== undefined) next = Math.min(next, turn);
    if (now < facts.notAfter - soonMs) continue;
    const expired = now >= facts.notAfter;
    const { namespace, name } = facts.certificate;
    const day = new Date(facts.notAfter).toISOString();
    for (const object of facts.users) {
      reports.push({
        object,
        reason: expired ? 'CertificateExpired' : 'CertificateExpiresSoon',
        message: `The certificate in Secret ${namespace}/${name} ${expired ? 'expired' : 'expires'} at ${day}.`,
      });
    }
  }
  return next === Number.POSITIVE_INFINITY ? { reports } : { reports, next };
}
