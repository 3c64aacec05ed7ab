import { describe, expect, test } from 'vitest';
import { nearest } from './nearest.ts';

describe('the nearest name', () => {
  const names = ['workers', 'httpPort', 'httpsPort', 'idleTimeout', 'connectionMostRequests'];

  test.each([
    ['worker', 'workers'],
    ['wrokers', 'workers'],
    ['http-port', 'httpPort'],
    ['HTTPSPORT', 'httpsPort'],
    ['connectionMaxRequests', 'connectionMostRequests'],
    ['colour', undefined],
    ['x'.repeat(10_000), undefined],
    ['', undefined],
  ])('to %.20s is %s', (text, name) => {
    expect(nearest(text, names)).toBe(name);
  });
});
