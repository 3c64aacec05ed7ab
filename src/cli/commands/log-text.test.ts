import { expect, test } from 'vitest';
import { renderLine } from '../terminal/print.ts';
import { rowLine } from './log-text.ts';

const time = '2026-11-24T10:00:00.123Z';

test('a request is one line: when, what became of it, who asked for what, how long it took', () => {
  const row = {
    time,
    status: 503,
    reason: 'NoReadyEndpoints',
    method: 'GET',
    host: 'a.example',
    target: '/x?y',
    ingress: 'shop/web',
    durationMs: 1.26,
  };
  expect(renderLine(rowLine(row))).toContain('NoReadyEndpoints    GET     a.example/x?y  shop/web  1.3 ms');
});

test('what is not known is a dash', () => {
  expect(renderLine(rowLine({ time, status: 400 }))).toMatch(/ -( +-){4}$/);
});

test('nothing that a client sent steers the terminal', () => {
  const hostile = '\u001b[2J\n\u009b\u202e';
  const row = {
    time: hostile,
    status: 200,
    reason: hostile,
    method: hostile,
    host: hostile,
    target: hostile,
  };
  const text = renderLine(rowLine(row));
  expect(['\u001b[2J', '\n', '\u009b', '\u202e'].filter((piece) => text.includes(piece))).toEqual([]);
});
