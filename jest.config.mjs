/** Jest runs the TypeScript sources as CommonJS through swc; jose is ESM only and is transformed with them. */

// The AWS SDK's advice on the Node that runs the tests says nothing about the code under test.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.[cm]?[jt]sx?$': '@swc/jest' },
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist'],
  // A test that hangs is found all the same, and a busy machine fails none.
  testTimeout: 60_000,
  maxWorkers: '100%',
  // What runs in child processes alone (the issuer, the command-line tools, the bundle's entry) cannot be seen here.
  collectCoverageFrom: [
    'lambda/**/*.ts',
    'lib/**/*.ts',
    'local/gateway/**/*.ts',
    '!lambda/**/index.ts',
    '!lib/index.ts',
    '!lib/prebuilt-function.ts',
  ],
  coverageReporters: ['text'],
  coverageThreshold: { './lambda/authorizer/': { branches: 95 } },
};
