import type { Logger } from '../../base/index.ts';

const firstMs = 3000;
const nextMs = 10_000;

/** Told how many files were read so far, says so when the first reading takes long: after 3 s, then every 10 s. */
export type ReadingProgress = (files: number) => void;

/** Makes a {@link ReadingProgress} that begins now. */
export function readingProgress(
  logger: Logger,
  now: () => number = () => performance.now(),
): ReadingProgress {
  let next = now() + firstMs;
  return (files) => {
    if (now() < next) return;
    next = now() + nextMs;
    logger.info('Still reading the manifests', { files });
  };
}
