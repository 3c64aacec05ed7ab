import { hash } from 'node:crypto';

/** A short content hash (SHA-256, 32 hex digits) that names one exact text. */
export function contentHash(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}
