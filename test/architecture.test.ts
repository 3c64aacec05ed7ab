import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'src');

interface Room {
  readonly purpose: string;
  readonly imports: ReadonlySet<string>;
}

/** The table of docs/architecture.md: the page is the rule. */
function readTable(): ReadonlyMap<string, Room> {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const section = page.slice(page.indexOf('## Rooms'));
  const rooms = new Map<string, Room>();
  for (const line of section.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, name, purpose, imports] = cells;
    if (cells.length !== 5 || name === undefined || !/^[a-z]+(\/policies)?$/.test(name)) continue;
    const allowed = (imports ?? '').split(',').map((room) => room.trim());
    rooms.set(name, { purpose: purpose ?? '', imports: new Set(allowed.filter((room) => room !== '')) });
  }
  return rooms;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

const isTest = (file: string): boolean =>
  /\.(test|test-support)\.ts$/.test(file) || file.split('/').includes('fixtures');

/** Relative imports of a file, type imports included, as absolute paths. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
  return [...found].map((match) => resolve(dirname(file), match[1] ?? ''));
}

/** The policies of features are a room of their own, below the model: plain data that everyone may read. */
function roomOf(file: string): string {
  const path = relative(source, file);
  if (/^features\/(policies|[a-z-]+\/policy)\.ts$/.test(path)) return 'features/policies';
  return path.split('/')[0] ?? '';
}

const rooms = readTable();
const files = sourceFiles(source);
const shipped = files.filter((file) => !isTest(file) && roomOf(file) !== 'index.ts');

describe('the table of docs/architecture.md', () => {
  test('names every room that exists, with a purpose, and no other', () => {
    const existing = readdirSync(source, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect([...rooms.keys()].sort()).toEqual([...existing, 'features/policies'].sort());
    for (const room of rooms.values()) expect(room.purpose).not.toBe('');
  });

  test('lets imports go down only: no two rooms import each other, not even by way of others', () => {
    for (const room of rooms.keys()) expect(reachable(room).has(room), `${room} reaches itself`).toBe(false);
  });
});

function reachable(start: string): Set<string> {
  const seen = new Set<string>();
  const open = [...(rooms.get(start)?.imports ?? [])];
  for (let room = open.pop(); room !== undefined; room = open.pop()) {
    if (seen.has(room)) continue;
    seen.add(room);
    open.push(...(rooms.get(room)?.imports ?? []));
  }
  return seen;
}

describe('imports', () => {
  test('between rooms are those of the table, and go through the door of the other room', () => {
    const breaches: string[] = [];
    for (const file of shipped) {
      const room = roomOf(file);
      for (const target of importsOf(file)) {
        const other = roomOf(target);
        if (other === room) continue;
        const place = `${relative(root, file)} imports ${relative(root, target)}`;
        if (rooms.get(room)?.imports.has(other) !== true) breaches.push(`${place}: not in the table`);
        else if (!isDoor(target) && !isOwnPolicy(room, other)) breaches.push(`${place}: not the door`);
      }
    }
    expect(breaches).toEqual([]);
  });

  test('name files that exist, with their extension', () => {
    for (const file of files) {
      for (const target of importsOf(file)) expect(existsSync(target), `${file} → ${target}`).toBe(true);
    }
  });
});

/**
 * `index.ts` of a room; kubernetes has a second door for its types alone, and features has one a side, so that a worker
 * never loads what reads annotations, nor the control process what runs in a request.
 */
function isDoor(target: string): boolean {
  const path = relative(source, target);
  const others = ['kubernetes/types/index.ts', ...['policies', 'annotations', 'filters'].map(featureDoor)];
  return /^[a-z]+\/index\.ts$/.test(path) || others.includes(path);
}

/** A feature reads its own policy directly. */
const isOwnPolicy = (room: string, other: string): boolean =>
  room === 'features' && other === 'features/policies';

const featureDoor = (side: string): string => `features/${side}.ts`;

describe('pure rooms', () => {
  const impure =
    /\b(Date\.now|new Date\(\)|Math\.random|setTimeout|setInterval|await|node:(fs|http|tls|child_process|dns))\b/;

  test.each(['model', 'features', 'snapshot', 'translate', 'explain'])(
    '%s has no clock, no chance, no I/O and does not wait',
    (room) => {
      for (const file of shipped.filter((name) => roomOf(name) === room)) {
        const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
        expect(impure.exec(code)?.[0], relative(root, file)).toBeUndefined();
      }
    },
  );
});

describe('files', () => {
  test('have at most 300 lines', () => {
    const long = [...files, ...sourceFiles(join(root, 'test'))]
      .map((file) => ({
        file: relative(root, file),
        lines: readFileSync(file, 'utf8').split('\n').length - 1,
      }))
      .filter(({ lines, file }) => lines > 300 && file !== 'src/model/reasons.ts');
    expect(long).toEqual([]);
  });

  test('are not drawers', () => {
    const drawers = files.filter((file) => /\/(utils?|common|helpers?|shared|misc)(\/|\.ts$)/.test(file));
    expect(drawers).toEqual([]);
  });
});

describe('code that few need', () => {
  /** What a module loads at once; types are gone by then, and `import()` waits until it is asked. */
  function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    const found = text.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?\sfrom\s+'(\.[^']+)';/gm);
    for (const [, target = ''] of found) loadedBy(resolve(dirname(file), target), seen);
    return seen;
  }

  test('is loaded where it is chosen: a server of its own has nothing of a cloud', () => {
    const loaded = [...loadedBy(join(source, 'cli/control/control-main.ts'))].map((file) =>
      relative(source, file),
    );
    expect(loaded.length).toBeGreaterThan(200);
    expect(loaded.filter((file) => file.startsWith('provider/alibaba-clb/'))).toEqual([
      'provider/alibaba-clb/load.ts',
    ]);
  });
});
