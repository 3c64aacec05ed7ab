/** Calls that come in bursts, answered once: after `quietMs` without a new one, at the latest `maxMs` after the first. */
export interface Quiet {
  /** Ask for a run. */
  touch(): void;
  /** Stop; a pending run does not happen. */
  close(): void;
}

/** Makes a {@link Quiet} that runs `run` when a burst of `touch` calls has settled. */
export function whenQuiet(run: () => void, quietMs: number, maxMs: number): Quiet {
  let timer: NodeJS.Timeout | undefined;
  let deadline = 0;
  const fire = (): void => {
    timer = undefined;
    run();
  };
  return {
    touch() {
      const now = performance.now();
      if (timer === undefined) deadline = now + maxMs;
      else clearTimeout(timer);
      timer = setTimeout(fire, Math.max(0, Math.min(quietMs, deadline - now)));
    },
    close() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
