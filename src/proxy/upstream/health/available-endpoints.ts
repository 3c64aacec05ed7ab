import type { EjectionSettings } from './ejection-settings.ts';

/** Why an endpoint should get no new requests. */
export type Trouble =
  /** Active checks say that it does not work. */
  | { readonly kind: 'unhealthy' }
  /** Requests failed; `since` orders ejections. */
  | { readonly kind: 'ejected'; readonly since: number }
  /** It has just refused a connection. */
  | { readonly kind: 'avoided' };

/**
 * Those of the endpoints of a backend that get requests, in the same order; the list itself where all do. Never none:
 * where too few would be left, what was learned of them is worth less than their number.
 */
export function availableEndpoints<T>(
  endpoints: readonly T[],
  troubleOf: (endpoint: T) => Trouble | undefined,
  settings: Pick<EjectionSettings, 'mostShare' | 'panicShare'>,
): readonly T[] {
  const count = endpoints.length;
  const out = new Set<T>();
  const avoided: T[] = [];
  const ejected: { readonly endpoint: T; readonly since: number }[] = [];
  for (const endpoint of endpoints) {
    const trouble = troubleOf(endpoint);
    if (trouble?.kind === 'unhealthy') out.add(endpoint);
    else if (trouble?.kind === 'ejected') ejected.push({ endpoint, since: trouble.since });
    else if (trouble?.kind === 'avoided') avoided.push(endpoint);
  }
  const most = count < 2 ? 0 : Math.max(1, Math.floor((count * settings.mostShare) / 100));
  // The first stay out, so that a later failure of another changes nothing for them.
  ejected.sort((a, b) => a.since - b.since);
  for (const { endpoint } of ejected.slice(0, most)) out.add(endpoint);
  if (out.size === count || count - out.size < (count * settings.panicShare) / 100) out.clear();
  if (out.size + avoided.length < count) for (const endpoint of avoided) out.add(endpoint);
  return out.size === 0 ? endpoints : endpoints.filter((endpoint) => !out.has(endpoint));
}
