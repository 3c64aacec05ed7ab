import { readlinkSync } from 'node:fs';
import { join, parse, resolve, sep } from 'node:path';

/** An entry of a folder that decides where a path leads. */
export interface LinkStep {
  readonly folder: string;
  readonly name: string;
}

/** As many symbolic links as Linux follows. */
const maxLinks = 40;

/** Every symbolic link on the way along a path, and the entry at its end: changing one of them changes where it leads. */
export function linkSteps(path: string): LinkStep[] {
  const steps: LinkStep[] = [];
  let { root: at, rest } = split(path);
  for (let links = 0; rest.length > 0; ) {
    const name = rest.shift() ?? '';
    const target = links < maxLinks ? readLink(join(at, name)) : undefined;
    if (target !== undefined || rest.length === 0) steps.push({ folder: at, name });
    if (target === undefined) at = join(at, name);
    else {
      links += 1;
      const next = split(resolve(at, target));
      at = next.root;
      rest = [...next.rest, ...rest];
    }
  }
  return steps;
}

function split(path: string): { root: string; rest: string[] } {
  const absolute = resolve(path);
  const { root } = parse(absolute);
  return {
    root,
    rest: absolute
      .slice(root.length)
      .split(sep)
      .filter((part) => part !== ''),
  };
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
