import { afterAll } from 'vitest';
import { closePrograms } from './running-program.ts';

export { type Program, runCommand, startProgram } from './running-program.ts';

/** How `expect.poll` waits for what a program does by itself. */
export const soon = { interval: 20, timeout: 12_000 };

// Runs last in each test file: whatever a failed test left open ends here.
afterAll(closePrograms);
