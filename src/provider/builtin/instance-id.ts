import { randomInt } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 17;

/** A new instance id, unguessable and unique for all practical purposes (87 bits). */
export function newInstanceId(): string {
  let id = 'lb-';
  for (let i = 0; i < LENGTH; i += 1) id += ALPHABET.charAt(randomInt(ALPHABET.length));
  return id;
}
