import { refuse } from './api-error.ts';
import type { AccessKey } from './emulator-options.ts';
import type { Call } from './read-call.ts';
import { readHeaderSignature } from './signature-header.ts';
import { readQuerySignature } from './signature-query.ts';

/** What a signed request says, whichever way it was signed. */
export interface Signed {
  readonly action: string;
  readonly version: string;
  readonly accessKeyId: string;
  readonly securityToken: string | undefined;
  readonly nonce: string;
  readonly timestamp: string;
  /** Those of the action alone. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly stringToSign: string;
  matches(secret: string): boolean;
}

const maxSkewMs = 15 * 60 * 1000;

/** Lets those in who hold a key, once for each nonce. */
export interface Gate {
  /** Throws `ApiError` with the code of section "authentication". */
  check(call: Call): Signed;
}

export function createGate(options: {
  readonly keys: readonly AccessKey[];
  readonly now: () => number;
}): Gate {
  const keys = new Map(options.keys.map((key) => [key.id, key]));
  const nonces = new Map<string, number>();

  return {
    check(call) {
      const signed = call.headers.has('authorization') ? readHeaderSignature(call) : readQuerySignature(call);
      const now = options.now();
      checkTime(signed.timestamp, now);
      const key = keys.get(signed.accessKeyId);
      if (key === undefined) {
        refuse(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
      }
      if (!signed.matches(key.secret)) {
        refuse(
          400,
          'SignatureDoesNotMatch',
          `Specified signature is not matched with our calculation. server string to sign is:${signed.stringToSign}`,
        );
      }
      checkToken(key, signed.securityToken);
      if (nonces.has(signed.nonce)) {
        refuse(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
      }
      forgetOld(nonces, now);
      nonces.set(signed.nonce, now);
      return signed;
    },
  };
}

function checkTime(timestamp: string, now: number): void {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp) || Number.isNaN(Date.parse(timestamp))) {
    refuse(400, 'InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.');
  }
  if (Math.abs(Date.parse(timestamp) - now) > maxSkewMs) {
    refuse(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  }
}

/** The codes are those of the gateway; the CLB pages name none for tokens. */
function checkToken(key: AccessKey, token: string | undefined): void {
  if (key.securityToken === token || (key.securityToken === undefined && token === '')) return;
  if (token === undefined) {
    refuse(400, 'MissingSecurityToken', 'SecurityToken is mandatory for this action.');
  }
  refuse(
    400,
    'InvalidSecurityToken.MismatchWithAccessKey',
    'Specified SecurityToken mismatch with the AccessKey.',
  );
}

/** A request older than the skew is refused anyway, so that its nonce need not be known. */
function forgetOld(nonces: Map<string, number>, now: number): void {
  for (const [nonce, seen] of nonces) {
    if (now - seen <= 2 * maxSkewMs) return;
    nonces.delete(nonce);
  }
}
