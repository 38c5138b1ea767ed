/** Mutation testing of the authorizer: `npm run mutation`, or a part of it with `-- --mutate lambda/authorizer/policy.ts`. */

// One process a mutant has no time for the law in full; with one seed every mutant meets the same tables.
process.env.LAW_TABLES ??= '50';
process.env.SEED ??= '1';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  // The bundle's entry runs in child processes alone, where no mutant can be switched on.
  mutate: ['lambda/authorizer/**/*.ts', '!lambda/authorizer/index.ts'],
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  jest: {
    config: {
      roots: ['<rootDir>/lambda', '<rootDir>/test'],
      testMatch: ['<rootDir>/test/lambda/authorizer/**/*.test.ts'],
      testPathIgnorePatterns: ['bundle\\.test\\.ts$'],
      runner: '<rootDir>/test/mutation/runner.mjs',
      testEnvironment: './test/mutation/environment.cjs',
      // A mutant that comes to no end is found sooner; the machine is given nothing else to do.
      testTimeout: 5_000,
      watchman: false,
    },
  },
  // Stryker reads tsconfig.json through an API that TypeScript 7 no longer has; the tests do without.
  ignorePatterns: ['tsconfig.json', 'cdk.out', 'dist', 'coverage', '.local'],
  concurrency: 2,
  timeoutMS: 300_000,
  incremental: true,
  incrementalFile: 'reports/stryker-incremental.json',
  reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'reports/mutation.html' },
  jsonReporter: { fileName: 'reports/mutation.json' },
  thresholds: { high: 95, low: 90, break: 90 },
  disableTypeChecks: false,
};
