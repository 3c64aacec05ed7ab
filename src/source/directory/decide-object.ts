import type { KubernetesObject } from '../../kubernetes/types/index.ts';
import type { ObjectReport } from '../../model/index.ts';
import type { Claim } from './claims.ts';
import { idRef } from './object-id.ts';

/** The document of a claim that holds a good object. */
export interface GoodClaim extends Claim {
  readonly document: Extract<Claim['document'], { kind: 'object' }>;
}

/** What becomes of an object, given all claims on it. */
export interface Decision {
  /** `use` the claim's object, `keep` the last good version, or there is `none`. */
  readonly kind: 'use' | 'keep' | 'none';
  readonly claim?: GoodClaim;
  readonly reports: readonly ObjectReport[];
}

/**
 * The first claim decides. Where it is not good, the last good version stays; where none is known, the next good
 * claim is used. `isFading` marks files whose claims are about to go: nothing is reported of them.
 */
export function decideObject(
  id: string,
  claims: readonly Claim[],
  lastGood: KubernetesObject | undefined,
  isFading: (file: string) => boolean,
): Decision {
  const [first] = claims;
  if (first === undefined) return { kind: 'none', reports: [] };
  const good = isGood(first) ? first : lastGood === undefined ? claims.find(isGood) : undefined;
  const winner = good ?? first;
  const reports: ObjectReport[] = [];
  if (!isGood(first)) reports.push(...brokenReports(id, first, lastGood !== undefined));
  for (const warning of good?.document.warnings ?? []) {
    reports.push({ object: idRef(id), ...warning, file: winner.file });
  }
  for (const claim of claims) {
    if (claim !== winner && claim !== first && !isFading(claim.file))
      reports.push(duplicate(id, claim, winner));
  }
  if (good !== undefined) return { kind: 'use', claim: good, reports };
  return { kind: lastGood === undefined ? 'none' : 'keep', reports };
}

function isGood(claim: Claim): claim is GoodClaim {
  return claim.document.kind === 'object';
}

function brokenReports(id: string, claim: Claim, kept: boolean): ObjectReport[] {
  const { file, document } = claim;
  const object = idRef(id);
  if (document.kind === 'held' && kept) {
    return [{ object, reason: 'LastGoodKept', message: document.message, file, line: claim.line }];
  }
  if (document.kind !== 'invalid') return [];
  const reason = kept ? 'LastGoodKept' : 'InvalidObject';
  return document.problems.map(({ field, message, line }) => ({
    object,
    reason,
    message,
    ...(field === '' ? {} : { field }),
    file,
    line,
  }));
}

function duplicate(id: string, claim: Claim, winner: Claim): ObjectReport {
  return {
    object: idRef(id),
    reason: 'DuplicateObject',
    message: `is also in ${winner.file}:${winner.line}, which is used; ${claim.file}:${claim.line} is left out`,
    file: claim.file,
    line: claim.line,
  };
}
