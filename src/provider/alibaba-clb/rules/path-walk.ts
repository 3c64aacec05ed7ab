import type { RouteEffect } from './route-effect.ts';

/**
 * Which routes may take a path, first first: those of which CLB cannot say whether they do, and the first that does for
 * certain. Empty where no route takes it.
 */
export type PathWalk = (path: string) => readonly RouteEffect[];

/** Prepares the routes of a host, in order of precedence, so that a look-up does not grow with their number. */
export function createPathWalk(effects: readonly RouteEffect[]): PathWalk {
  const exact = new Map<string, RouteEffect>();
  const prefixes = new Map<string, RouteEffect>();
  // Of several with one start the first is enough: each is reported for itself, and none is served.
  const starts = new Map<string, RouteEffect>();
  let longest = 0;
  for (const effect of effects) {
    const { shape } = effect;
    if (shape.kind === 'exact') setFirst(exact, shape.path, effect);
    else if (shape.kind === 'prefix') setFirst(prefixes, shape.path, effect);
    else {
      for (const start of shape.starts) {
        setFirst(starts, start, effect);
        longest = Math.max(longest, start.length);
      }
    }
  }
  return (path) => {
    const hits: RouteEffect[] = [];
    addTo(hits, exact.get(path));
    addTo(hits, prefixes.get(path));
    for (let end = path.lastIndexOf('/'); end >= 0; end = end === 0 ? -1 : path.lastIndexOf('/', end - 1)) {
      addTo(hits, prefixes.get(path.slice(0, end)));
    }
    for (let end = Math.min(longest, path.length); end > 0; end -= 1)
      addTo(hits, starts.get(path.slice(0, end)));
    hits.sort((a, b) => a.place - b.place);
    const certain = hits.findIndex(({ shape }) => shape.kind !== 'within');
    return certain < 0 ? hits : hits.slice(0, certain + 1);
  };
}

function setFirst(map: Map<string, RouteEffect>, key: string, effect: RouteEffect): void {
  if (!map.has(key)) map.set(key, effect);
}

function addTo(hits: RouteEffect[], effect: RouteEffect | undefined): void {
  if (effect !== undefined) hits.push(effect);
}
