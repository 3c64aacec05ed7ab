import { expect, test } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

const settings = { attempts: 3, budgetShare: 20, budgetLeast: 3 };

function withRequests(count: number): RetryBudget {
  const budget = new RetryBudget();
  for (let i = 0; i < count; i += 1) budget.enter();
  return budget;
}

function room(budget: RetryBudget): number {
  let taken = 0;
  while (budget.take(settings)) taken += 1;
  return taken;
}

test('a fifth of the requests in progress may be retries', () => {
  expect(room(withRequests(100))).toBe(20);
});

test('a few may be, however little there is to do', () => {
  expect(room(withRequests(1))).toBe(3);
});

test('room comes back when the requests end', () => {
  const budget = withRequests(5);
  expect(room(budget)).toBe(3);
  budget.leave(true);
  budget.leave(false);
  expect(room(budget)).toBe(1);
});

test('what is made and what is refused is counted', () => {
  const counted: string[] = [];
  const budget = new RetryBudget((what) => counted.push(what));
  budget.retried();
  budget.take({ ...settings, budgetShare: 0, budgetLeast: 0 });
  expect(counted).toEqual(['retries made', 'retries refused']);
});
