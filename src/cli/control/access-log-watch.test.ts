import { describe, expect, test } from 'vitest';
import { type AccessLogState, AccessLogWatch } from './access-log-watch.ts';
import type { ServerReport } from './server-reports.ts';

function watching(): {
  look(state: Partial<AccessLogState>, seconds: number): void;
  said: (string | undefined)[];
} {
  let now = 0;
  const said: (string | undefined)[] = [];
  const set = (_: string, reports: readonly ServerReport[]): void => {
    said.push(reports[0]?.message);
    for (const { reason } of reports) expect(reason).toBe('AccessLogFailing');
  };
  const watch = new AccessLogWatch('/var/log/a.log', { now: () => now }, { set, all: () => [] });
  return {
    said,
    look(state, seconds) {
      now = seconds * 1000;
      watch.look({ dropped: 0, errors: [0, 0], ...state });
    },
  };
}

const full = 'The access log cannot be written to /var/log/a.log: ENOSPC, no space left on device.';
const slow = 'Lines of the access log are lost: /var/log/a.log does not take them as fast as requests come.';

describe('the watch of the access log', () => {
  test('says nothing while all is well', () => {
    const { look, said } = watching();
    for (const second of [1, 2, 100]) look({}, second);
    expect(said).toEqual([]);
  });

  test('names the error while one worker has it, once, and takes it back a minute after', () => {
    const { look, said } = watching();
    for (const second of [1, 2, 3]) look({ errors: [0, 28], dropped: second }, second);
    look({ dropped: 3 }, 4);
    look({ dropped: 3 }, 62);
    expect(said).toEqual([full]);
    look({ dropped: 3 }, 63);
    look({ dropped: 3 }, 64);
    expect(said).toEqual([full, undefined]);
  });

  test('tells of lines that are lost without an error', () => {
    const { look, said } = watching();
    look({ dropped: 5 }, 1);
    expect(said).toEqual([]);
    look({ dropped: 6 }, 2);
    expect(said).toEqual([slow]);
  });

  test('takes what was lost before it looked for the first time as it is', () => {
    const { look, said } = watching();
    look({ dropped: undefined }, 1);
    look({ dropped: 900 }, 2);
    expect(said).toEqual([]);
    look({ dropped: 901 }, 3);
    expect(said).toEqual([slow]);
  });
});
