import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { likelySwitches, otherSwitches } from '../support/clb-emulator/switches.ts';
import { answerLines, expectedLines } from './answer-lines.ts';
import { cases, themes } from './cases/all-themes.ts';
import { type ClbProgram, expectedToldLines, outcomeOnClb, startOnClb, toldLines } from './clb-program.ts';
import { openQuestions } from './routing-case.ts';

const startMs = 60_000;

let clb: ClbProgram;

beforeAll(async () => {
  clb = await startOnClb(cases, (name, value) => vi.stubEnv(name, value));
}, startMs);

afterAll(async () => {
  vi.unstubAllEnvs();
  await clb.close();
});

describe.each(themes)('$title, with the provider alibaba-clb', ({ cases: ofTheme }) => {
  test.each(ofTheme)('$title', async (routingCase) => {
    const protocols = ['http', 'https'] as const;
    const answers = await answerLines(clb.routing, routingCase, { protocols, reasons: false });
    expect(answers).toEqual(expectedLines(routingCase, protocols, (request) => outcomeOnClb(request)));
  });

  test.each(ofTheme)('what is told: $title', (routingCase) => {
    expect(toldLines(clb.routing, routingCase)).toEqual(expectedToldLines(routingCase));
  });
});

// They are questions about traffic alone, which the emulator reads for each request.
describe.each(openQuestions)('the other answer to %s', (question) => {
  beforeAll(() => void Object.assign(clb.emulator.switches, { [question]: otherSwitches[question] }));
  afterAll(() => void Object.assign(clb.emulator.switches, { [question]: likelySwitches[question] }));

  test.each(cases)('$title', async (routingCase) => {
    const protocols = ['http'] as const;
    const answers = await answerLines(clb.routing, routingCase, { protocols, reasons: false });
    const expected = expectedLines(routingCase, protocols, (request) => outcomeOnClb(request, question));
    expect(answers).toEqual(expected);
  });
});
