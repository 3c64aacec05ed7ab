import { expect, test } from 'vitest';
import { createInstanceQueue } from './instance-queue.ts';

interface Gate {
  readonly passed: Promise<void>;
  open(): void;
}

function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

test('tasks of one instance run one after another, in order', async () => {
  const queue = createInstanceQueue();
  const steps: string[] = [];
  const first = gate();
  const one = queue.run('lb-1', async () => {
    steps.push('one begins');
    await first.passed;
    steps.push('one ends');
  });
  const two = queue.run('lb-1', async () => void steps.push('two'));
  const three = queue.run('lb-1', async () => void steps.push('three'));
  first.open();
  await Promise.all([one, two, three]);
  expect(steps).toEqual(['one begins', 'one ends', 'two', 'three']);
});

test('an instance does not wait for another', async () => {
  const queue = createInstanceQueue();
  const held = gate();
  const waiting = queue.run('lb-1', () => held.passed);
  expect(await queue.run('lb-2', async () => 'done')).toBe('done');
  held.open();
  await waiting;
});

test('a task that fails gives its error to its own caller, and the next one runs', async () => {
  const queue = createInstanceQueue();
  const failing = queue.run('lb-1', () => Promise.reject(new Error('busy')));
  const next = queue.run('lb-1', async () => 'done');
  await expect(failing).rejects.toThrow('busy');
  expect(await next).toBe('done');
});
