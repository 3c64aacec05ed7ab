import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type LogFields, silentLogger } from '../../base/index.ts';
import type { Source, SourceChange, SourceState } from '../source.ts';
import { type DirectorySourceOptions, directorySource } from './directory-source.ts';

/** A directory source under test, on folders of its own that go when the test ends. */
export interface SourceHarness {
  readonly directory: string;
  readonly stateDirectory: string;
  /** What the listener got since the start. */
  readonly changes: SourceChange[];
  /** What it said in the log at level info: the text, then the values of its fields. */
  readonly logged: string[];
  time: number;
  path(name: string): string;
  write(name: string, text: string): void;
  start(options?: Partial<DirectorySourceOptions>): Promise<void>;
  state(): SourceState;
  /** `Source.place` of the source. */
  place: Source['place'];
  /** `Source.line` of the source. */
  line: Source['line'];
  /** Closes the source; `start` makes a new one on the same folders. */
  stop(): Promise<void>;
  /** Resolves once `condition` holds, looking after every change. */
  until(condition: (state: SourceState) => boolean): Promise<void>;
  /** `Kind reason file:line field` of each report. */
  reports(): string[];
}

/** Makes a {@link SourceHarness}. */
export function sourceHarness(): SourceHarness {
  const root = mkdtempSync(join(tmpdir(), 'sluice-source-'));
  const directory = join(root, 'manifests');
  const stateDirectory = join(root, 'state');
  mkdirSync(directory);
  let source = makeSource({});
  let wake: () => void = () => {};

  function makeSource(options: Partial<DirectorySourceOptions>) {
    const clock = { now: () => harness.time };
    const info = (text: string, fields: LogFields = {}): void => {
      harness.logged.push(`${text}: ${Object.values(fields).join(' ')}`);
    };
    return directorySource({
      directory,
      stateDirectory,
      clock,
      logger: { ...silentLogger, info },
      ...options,
    });
  }

  const harness: SourceHarness = {
    directory,
    stateDirectory,
    changes: [],
    logged: [],
    time: 1000,
    path: (name) => join(directory, name),
    write(name, text) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    },
    async start(options = {}) {
      source = makeSource(options);
      harness.changes.length = 0;
      await source.start((change) => {
        harness.changes.push(change);
        wake();
      });
    },
    state: () => source.state(),
    place: (kind, key) => source.place(kind, key),
    line: (kind, key) => source.line(kind, key),
    stop: () => source.close(),
    async until(condition) {
      while (!condition(source.state())) await new Promise<void>((resolve) => (wake = resolve));
    },
    reports: () =>
      source.state().reports.map(({ object, reason, file, line, field }) => {
        const place = line === undefined ? file : `${file}:${line}`;
        return [object.name, reason, place, field].filter((part) => part !== undefined).join(' ');
      }),
  };
  onTestFinished(async () => {
    await source.close();
    rmSync(root, { recursive: true });
  });
  return harness;
}

/** A Service of one port. */
export function serviceYaml(name: string, port: number | string = 80): string {
  return `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports:\n    - port: ${port}\n`;
}

/** The port of a Service in a state, undefined when the Service is not there. */
export function portOf(state: SourceState, name: string): number | undefined {
  return state.snapshot.services.get(`default/${name}`)?.spec.ports?.[0]?.port;
}
