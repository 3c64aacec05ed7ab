/** How long a process may take to start, at least: a busy machine is no reason to start it again. */
export const minStartMs = 30_000;

/**
 * Calls `check` four times in `hangMs` until closed. `stoodStill` when this process did so itself since the last call
 * (a suspended machine): nobody could be heard then.
 */
export function watchBeats(
  hangMs: number,
  check: (now: number, stoodStill: boolean) => void,
): { close(): void } {
  let checkedAt = performance.now();
  const timer = setInterval(
    () => {
      const now = performance.now();
      const stoodStill = now - checkedAt > hangMs / 2 + 1000;
      checkedAt = now;
      check(now, stoodStill);
    },
    Math.max(10, hangMs / 4),
  );
  return { close: () => clearInterval(timer) };
}
