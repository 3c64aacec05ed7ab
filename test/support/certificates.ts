import type { KeyPair } from '../../src/model/index.ts';
import { makeSelfSigned } from '../../src/provider/self-signed.ts';

export type { KeyPair } from '../../src/model/index.ts';

/** A self-signed certificate for one DNS name (or `*.` and a name), which is its common name too. */
export function selfSigned(name: string): Promise<KeyPair> {
  return makeSelfSigned(name, name, Date.now());
}
