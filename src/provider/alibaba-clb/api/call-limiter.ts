/**
 * Keeps the calls of a whole account within its rate: a bucket of `burst` calls that fills with `perSecond`. Those who wait are
 * served in the order in which they asked: a caller that waits for each answer before its next call can hold up no other.
 */
export interface CallLimiter {
  /** Resolves when a call may be sent. @throws the reason of `signal` when it is aborted before. */
  take(signal: AbortSignal): Promise<void>;
  /** The service wants fewer calls: none is let through for so many milliseconds. */
  pause(ms: number): void;
}

interface Waiting {
  readonly go: () => void;
}

export function callLimiter(options: { readonly perSecond: number; readonly burst: number }): CallLimiter {
  const { burst } = options;
  const perMs = options.perSecond / 1000;
  if (!(perMs > 0) || !(burst >= 1)) throw new RangeError('a limiter lets at least one call through');
  const waiting = new Set<Waiting>();
  let tokens = burst;
  let filledAt = performance.now();
  let pausedUntil = filledAt;
  let timer: NodeJS.Timeout | undefined;

  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const serve = (): void => {
    const now = performance.now();
    tokens = Math.min(burst, tokens + (now - filledAt) * perMs);
    filledAt = now;
    for (const one of waiting) {
      if (tokens < 1 || now < pausedUntil) break;
      tokens -= 1;
      waiting.delete(one);
      one.go();
    }
    stop();
    if (waiting.size === 0) return;
    timer = setTimeout(serve, Math.max(1, Math.ceil((1 - tokens) / perMs), Math.ceil(pausedUntil - now)));
  };

  return {
    take(signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const giveUp = (): void => {
          waiting.delete(one);
          if (waiting.size === 0) stop();
          reject(signal.reason);
        };
        const one: Waiting = {
          go() {
            signal.removeEventListener('abort', giveUp);
            resolve();
          },
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.add(one);
        if (timer === undefined) serve();
      });
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, performance.now() + ms);
    },
  };
}
