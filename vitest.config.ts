import { configDefaults, defineConfig } from 'vitest/config';
import { ProjectsInOrder } from './test/support/projects-in-order.ts';

/** Tests that start programs. */
const programs: readonly string[] = ['src/cli', 'src/proxy/process'];
const integration: readonly string[] = ['test/integration', 'test/routing'];
/** They need Chromium: npm run test:browser. */
const browser = 'test/browser';

const testsIn = (folders: readonly string[]): string[] => folders.map((folder) => `${folder}/**/*.test.ts`);

// Where files are not isolated, one process loads what they share once; loading it for each took longer than the tests.
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Most tests wait for processes and sockets; vitest's own choice on two cores is one at a time.
    maxWorkers: 3,
    sequence: { sequencer: ProjectsInOrder },
    projects: [
      {
        extends: true,
        test: {
          name: 'integration',
          include: testsIn(integration),
          globalSetup: 'test/support/build-program.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'programs',
          include: testsIn(programs),
          globalSetup: 'test/support/build-program.ts',
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'units',
          include: testsIn(['src', 'test']),
          exclude: [...configDefaults.exclude, ...testsIn([...integration, browser, ...programs])],
          isolate: false,
        },
      },
    ],
  },
});
