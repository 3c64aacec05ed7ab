/**
 * Runs a task for every item, at most `limit` at a time, and resolves when all are done.
 * Rejects with the first error once those under way have settled; no further ones begin then.
 */
export async function sideBySide<T>(
  items: readonly T[],
  limit: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  let failed = false;
  const runners = Array.from({ length: Math.min(limit, items.length) }, async () => {
    // All runners share one iterator: each takes the next item that no one has.
    for (const item of waiting) {
      if (failed) return;
      try {
        await task(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  });
  const refused = (await Promise.allSettled(runners)).find((result) => result.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
}
