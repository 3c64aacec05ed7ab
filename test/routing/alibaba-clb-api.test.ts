import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { likelySwitches, otherSwitches } from '../support/clb-emulator/switches.ts';
import { answerLines, expectedLines } from './answer-lines.ts';
import { cases } from './cases/all-themes.ts';
import { type ClbProgram, expectedToldLines, outcomeOnClb, startOnClb, toldLines } from './clb-program.ts';
import { openQuestions } from './routing-case.ts';

// Whatever the API turns out to do where its documents say nothing, requests get the same.

const startMs = 60_000;
const protocols = ['http', 'https'] as const;

let clb: ClbProgram;

beforeAll(async () => {
  const ofTraffic = openQuestions.map((question) => [question, likelySwitches[question]]);
  // The Secrets of the cases have keys of this kind.
  const { ecKeys } = likelySwitches;
  const switches = { ...otherSwitches, ...Object.fromEntries(ofTraffic), ecKeys };
  clb = await startOnClb(cases, (name, value) => vi.stubEnv(name, value), switches);
}, startMs);

afterAll(async () => {
  vi.unstubAllEnvs();
  await clb.close();
});

test.each(cases)('with the other answer to every question about the API: $title', async (routingCase) => {
  const answers = await answerLines(clb.routing, routingCase, { protocols, reasons: false });
  expect(answers).toEqual(expectedLines(routingCase, protocols, (request) => outcomeOnClb(request)));
  expect(toldLines(clb.routing, routingCase)).toEqual(expectedToldLines(routingCase));
});
