import { describe, expect, test } from 'vitest';
import type { ControllerDescription, StatusUpdate } from '../../controller/index.ts';
import type { ObjectReport } from '../../model/index.ts';
import { emptySnapshot } from '../../snapshot/index.ts';
import { changeLines } from './change-lines.ts';

const cafe = { kind: 'Ingress', namespace: 'default', name: 'cafe' };
const change = { line: 'Ingress default/cafe changed (cafe.yaml)', ms: 11.6 };
const good: StatusUpdate = { changes: [change], added: [], resolved: [], standing: [], programmed: true };

/** An update after which these reports stand, all of them new. */
function withReports(reports: readonly ObjectReport[], line: string = change.line): StatusUpdate {
  return { ...good, changes: [{ line, ms: 5 }], added: reports, standing: reports };
}

function neverAsked(): ControllerDescription {
  throw new Error('asked for a description without need');
}

function withCafe(programmed: boolean): ControllerDescription {
  return {
    revision: 1,
    snapshot: emptySnapshot,
    backends: [],
    endpoints: [],
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
    const reports = [{ object: cafe, reason: 'Shadowed' as const, message: 'Ingress shop/web has it.' }];
    expect(changeLines(withReports(reports), neverAsked)).toEqual([
      'Ingress default/cafe changed (cafe.yaml): Ingress shop/web has it. (Shadowed)',
    ]);
  });

  test('is not held against another object, or against what is for the record', () => {
    const reports = [
      { object: { ...cafe, name: 'cafe-2' }, reason: 'Shadowed' as const, message: 'x' },
      { object: cafe, reason: 'OtherClass' as const, message: 'y' },
    ];
    expect(changeLines(withReports(reports), neverAsked)).toEqual([
      expect.stringMatching(/: in force/),
      'Ingress default/cafe-2: x (Shadowed)',
    ]);
  });

  test('names the worst problem of an object: an error before a warning, what sums up others last', () => {
    const reports = [
      { object: cafe, reason: 'ServiceNotFound', message: '7 more reports on this object are left out' },
      { object: cafe, reason: 'Shadowed', message: 'a warning' },
      { object: cafe, reason: 'ServiceNotFound', message: 'an error' },
    ] as const;
    expect(changeLines(withReports(reports), neverAsked)).toEqual([
      'Ingress default/cafe changed (cafe.yaml): an error (ServiceNotFound)',
    ]);
  });

  test('about a file stands bare, and is not said twice', () => {
    const message = 'Tabs are not allowed as indentation (column 1)';
    const file: ObjectReport = { object: { kind: 'File', name: 't.yaml' }, reason: 'InvalidFile', message };
    const line = `t.yaml:4: ${message}`;
    expect(changeLines(withReports([file], line), neverAsked)).toEqual([line]);
  });

  test('of an invalid object is never in force', () => {
    const line = 'Ingress default/cafe is invalid, last good kept (cafe.yaml)';
    const report: ObjectReport = { object: cafe, reason: 'LastGoodKept', message: 'must start with /' };
    expect(changeLines(withReports([report], line), neverAsked)).toEqual([
      `${line}: must start with / (LastGoodKept)`,
    ]);
    expect(changeLines(withReports([], line), neverAsked)).toEqual([line]);
  });

  test('of a Secret or Service says what Ingresses have against it, however long they have', () => {
    const message = 'Secret default/tls has a key of another certificate';
    const report: ObjectReport = { object: cafe, reason: 'CertificateKeyMismatch', message };
    const update = withReports([report], 'Secret default/tls changed (tls.yaml)');
    const said = `Secret default/tls changed (tls.yaml): Ingress default/cafe: ${message} (CertificateKeyMismatch)`;
    expect(changeLines(update, neverAsked)).toEqual([said]);
    expect(changeLines({ ...update, added: [] }, neverAsked)).toEqual([said]);
    const other = withReports([report], 'Secret default/tl changed (tls.yaml)');
    expect(changeLines(other, neverAsked)[0]).toMatch(/: in force/);
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
