import { expect, test } from 'vitest';
import type { ObjectReport, Reason } from '../../model/index.ts';
import { problemGroups } from './problem-groups.ts';

function report(reason: Reason, name: string): ObjectReport {
  return { object: { kind: 'Ingress', namespace: 'shop', name }, reason, message: `${name} is wrong` };
}

function many(reason: Reason, number: number): readonly ObjectReport[] {
  return Array.from({ length: number }, (_, index) => report(reason, `web-${index}`));
}

test('errors come before warnings, and what is frequent before what is rare; what is for the record is left out', () => {
  const reports = [
    ...many('Shadowed', 3),
    ...many('ServiceNotFound', 1),
    ...many('Programmed', 9),
    ...many('CertificateNotFound', 2),
  ];
  expect(problemGroups(reports, 20).map(({ reason, count }) => [reason, count])).toEqual([
    ['CertificateNotFound', 2],
    ['ServiceNotFound', 1],
    ['Shadowed', 3],
  ]);
});

test('where there are many, each reason is shown by its first objects and a count', () => {
  const groups = problemGroups([...many('Shadowed', 10_000), ...many('ServiceNotFound', 30)], 20);
  expect(groups.map(({ reason, count, problems }) => [reason, count, problems.length])).toEqual([
    ['ServiceNotFound', 30, 10],
    ['Shadowed', 10_000, 10],
  ]);
  expect(groups[0]?.problems[0]).toMatchObject({ object: 'Ingress shop/web-0', message: 'web-0 is wrong' });
});

test('all are told where all were asked for', () => {
  const [group] = problemGroups(many('Shadowed', 500), Number.POSITIVE_INFINITY);
  expect(group?.problems).toHaveLength(500);
});
