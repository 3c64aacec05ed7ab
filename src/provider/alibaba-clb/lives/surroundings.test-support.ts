import { systemClock } from '../../../base/index.ts';
import type { CertificateRef, KeyPair } from '../../../model/index.ts';
import { loadFakeCertificate } from '../../fake-certificate.ts';
import { makeSelfSigned } from '../../self-signed.ts';
import type { Surroundings } from './live.test-support.ts';

/** Keys that were made once, for as many lives as there are. */
export interface OpenSurroundings {
  readonly keysFolder: string;
  /** Runs a task, and ends what it opened. */
  during<T>(task: (surroundings: Surroundings) => Promise<T>): Promise<T>;
}

export async function openSurroundings(keysFolder: string): Promise<OpenSurroundings> {
  await loadFakeCertificate(keysFolder, systemClock, 'rsa');
  const fingerprints = ['one', 'two', 'two renewed', 'three'];
  const pairs = new Map<string, KeyPair>();
  for (const name of fingerprints) {
    pairs.set(name, await makeSelfSigned(name, 'sluice.example', systemClock.now(), 'rsa'));
  }
  const keys = ({ fingerprint }: CertificateRef): KeyPair | undefined => pairs.get(fingerprint);
  return {
    keysFolder,
    async during(task) {
      const ends: (() => Promise<void>)[] = [];
      try {
        return await task({ keysFolder, keys, atEnd: (end) => void ends.push(end) });
      } finally {
        for (const end of ends) await end();
      }
    },
  };
}
