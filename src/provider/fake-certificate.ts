import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, contentHash, systemErrorCode, writeFileAtomic } from '../base/index.ts';
import type { KeyPair } from '../model/index.ts';
import { type KeyKind, makeSelfSigned } from './self-signed.ts';

const FILES: Readonly<Record<KeyKind, string>> = {
  ecdsa: 'fake-certificate.json',
  rsa: 'fake-certificate-rsa.json',
};
const MAX_TEXT = 16_384;

/** The certificate shown where no Secret gives one. */
export interface FakeCertificate extends KeyPair {
  /** Names its content. */
  readonly id: string;
}

/**
 * The self-signed certificate of this installation. Kept in `keysFolder` (mode 0600), so that clients told to trust it
 * go on doing so after a restart; made anew when the file is missing, damaged or within a day of its end.
 * Without a folder it is kept in memory only. There is one of each kind of key.
 */
export async function loadFakeCertificate(
  keysFolder: string | undefined,
  clock: Clock,
  kind: KeyKind = 'ecdsa',
): Promise<FakeCertificate> {
  const file = FILES[kind];
  const kept = keysFolder === undefined ? undefined : await readKept(join(keysFolder, file), clock);
  if (kept !== undefined) return named(kept);
  const made = await makeSelfSigned('Sluice Fake Certificate', 'sluice.invalid', clock.now(), kind);
  if (keysFolder !== undefined) {
    await mkdir(keysFolder, { recursive: true, mode: 0o700 });
    await writeFileAtomic(join(keysFolder, file), JSON.stringify({ format: 1, ...made }), 0o600);
  }
  return named(made);
}

function named({ certificate, key }: KeyPair): FakeCertificate {
  return { id: `fake-${contentHash(`${certificate}\n${key}`)}`, certificate, key };
}

async function readKept(path: string, clock: Clock): Promise<KeyPair | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return parseKept(text, clock.now());
  } catch {
    return undefined;
  }
}

function parseKept(text: string, now: number): KeyPair | undefined {
  const value: unknown = text.length > MAX_TEXT ? undefined : JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('certificate' in value) || !('key' in value))
    return undefined;
  const { certificate, key } = value;
  if (typeof certificate !== 'string' || typeof key !== 'string') return undefined;
  const parsed = new X509Certificate(certificate);
  const lasts = Date.parse(parsed.validTo) > now + 86_400_000;
  return lasts && parsed.checkPrivateKey(createPrivateKey(key)) ? { certificate, key } : undefined;
}
