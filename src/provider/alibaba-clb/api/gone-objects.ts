import { ClbError } from './clb-error.ts';

export function isGone(error: unknown): boolean {
  return error instanceof ClbError && error.kind === 'gone';
}

/** For deletions: that it is gone already is as good. */
export async function doneWhenGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** For reads of one thing. */
export async function undefinedWhenGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
