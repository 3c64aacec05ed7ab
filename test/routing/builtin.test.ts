import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerLines, expectedLines } from './answer-lines.ts';
import { instanceDocuments } from './case-objects.ts';
import { cases, themes } from './cases/all-themes.ts';
import { type RoutingProgram, startRouting } from './routing-program.ts';

const protocols = ['http', 'https'] as const;

const startMs = 60_000;

let routing: RoutingProgram;

beforeAll(async () => {
  // More instances than a program of the tests has addresses for.
  const block = `127.${10 + (process.pid % 8)}.${(process.pid >> 3) % 250}`;
  routing = await startRouting({
    cases,
    flags: ['--reason-header', '--intranet-address', `${block}.1-${block}.200`],
    operatorFlags: ['--reason-header'],
    instanceManifest: instanceDocuments,
    findPlace: async ({ address = '', ports = {} }, port) => ({ address, port: ports[port] ?? 0 }),
  });
}, startMs);

afterAll(() => routing.close());

describe.each(themes)('$title, with the builtin provider', ({ cases: ofTheme }) => {
  test.each(ofTheme)('$title', async (routingCase) => {
    const answers = await answerLines(routing, routingCase, { protocols, reasons: true });
    expect(answers).toEqual(
      expectedLines(routingCase, protocols, ({ answer, certificate, seenAs }) => ({
        answer,
        certificate,
        path: seenAs,
      })),
    );
  });
});
