import { randomInt } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 17;

/** True for what may be an instance id: `lb-` and lower-case letters and digits. */
export function isInstanceId(text: string): boolean {
  return /^lb-[a-z0-9]{1,250}$/.test(text);
}

/** A new instance id, unguessable and unique for all practical purposes (87 bits). */
export function newInstanceId(): string {
  let id = 'lb-';
  for (let i = 0; i < LENGTH; i += 1) id += ALPHABET.charAt(randomInt(ALPHABET.length));
  return id;
}
