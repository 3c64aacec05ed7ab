import { describe, expect, test } from 'vitest';
import type { ControllerDescription, StatusUpdate } from '../controller/index.ts';
import { changeLines } from './change-lines.ts';

const cafe = { kind: 'Ingress', namespace: 'default', name: 'cafe' };
const change = { line: 'Ingress default/cafe changed (cafe.yaml)', ms: 11.6 };
const good: StatusUpdate = { changes: [change], added: [], resolved: [], programmed: true };

function neverAsked(): ControllerDescription {
  throw new Error('asked for a description without need');
}

function withCafe(programmed: boolean): ControllerDescription {
  return {
    revision: 1,
    healthy: true,
    settled: true,
    loadBalancers: [],
    answers: [],
    certificates: [],
    reports: [],
    ingresses: [
      {
        ingress: {
          kind: 'Ingress',
          metadata: { name: 'cafe', namespace: 'default', creationTimestamp: 0 },
          spec: {},
        },
        loadBalancer: 'managed',
        programmed,
        reports: [],
      },
    ],
  };
}

describe('the line of a change', () => {
  test('says when it was in force', () => {
    expect(changeLines(good, neverAsked)).toEqual([
      'Ingress default/cafe changed (cafe.yaml): in force after 12 ms',
    ]);
  });

  test('says what is wrong with the object', () => {
    const added = [{ object: cafe, reason: 'Shadowed' as const, message: 'Ingress shop/web has it.' }];
    expect(changeLines({ ...good, added }, neverAsked)).toEqual([
      'Ingress default/cafe changed (cafe.yaml): Ingress shop/web has it. (Shadowed)',
    ]);
  });

  test('is not held against another object, or against what is for the record', () => {
    const added = [
      { object: { ...cafe, name: 'cafe-2' }, reason: 'Shadowed' as const, message: 'x' },
      { object: cafe, reason: 'OtherClass' as const, message: 'y' },
    ];
    expect(changeLines({ ...good, added }, neverAsked)[0]).toMatch(/in force/);
  });

  test('says that an Ingress is not served while its load balancer is not in force', () => {
    const update = { ...good, programmed: false };
    expect(changeLines(update, () => withCafe(false))[0]).toMatch(/: not served yet$/);
    expect(changeLines(update, () => withCafe(true))[0]).toMatch(/: in force/);
  });

  test('is not there when nothing changed', () => {
    expect(changeLines({ ...good, changes: [], programmed: false }, neverAsked)).toEqual([]);
  });
});
