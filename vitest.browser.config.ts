import { defineConfig } from 'vitest/config';

// A suite of its own, as it needs Chromium; one browser at a time is what two cores carry.
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
