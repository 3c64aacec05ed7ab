import { type ZodType, z } from 'zod';
import { type ProblemRow, problemRow } from './wire-problem.ts';

/** A certificate as `sluice get certificates` shows it: of a Secret that an Ingress names, or the fake one. Never key bytes. */
export interface CertificateRow {
  /** `namespace/name`; absent for the fake certificate. */
  readonly secret?: string | undefined;
  /** `unused`: it is good, and no host is served with it. `unusable`: the Secret is missing, or not a certificate with its key. */
  readonly state: 'expired' | 'expires-soon' | 'fake' | 'good' | 'unusable' | 'unused';
  /** DNS names it covers; empty where that is not known. */
  readonly names: readonly string[];
  /** End of validity, milliseconds since the epoch. */
  readonly notAfter?: number | undefined;
  /** Whole days until then, negative when it is over. */
  readonly daysLeft?: number | undefined;
  readonly fingerprint?: string | undefined;
  /** The Ingresses that name the Secret, `namespace/name`. */
  readonly users: readonly string[];
  /** The hosts that get it by SNI. */
  readonly hosts: readonly string[];
  /** The instances that show it to clients without SNI, or with a name that has no certificate. */
  readonly defaultOf: readonly string[];
  /** Why the fake certificate is the default of these instances. */
  readonly why?: string | undefined;
  readonly problems: readonly ProblemRow[];
}

export const certificateRow: ZodType<CertificateRow> = z.object({
  secret: z.string().optional(),
  state: z.enum(['expired', 'expires-soon', 'fake', 'good', 'unusable', 'unused']),
  names: z.array(z.string()),
  notAfter: z.number().optional(),
  daysLeft: z.number().optional(),
  fingerprint: z.string().optional(),
  users: z.array(z.string()),
  hosts: z.array(z.string()),
  defaultOf: z.array(z.string()),
  why: z.string().optional(),
  problems: z.array(problemRow),
});

export const certificateRows: ZodType<readonly CertificateRow[]> = z.array(certificateRow);
