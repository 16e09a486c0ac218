const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['@telemachy/source', 'node', 'node-addons', 'import', 'default'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: true },
          target: 'es2024',
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['/dist/', '/\\.telemachy/', '/\\.nx/'],
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/infra', '<rootDir>/test'],
};

/** Two sizes of test: `unit` needs nothing, `int` needs the Kafka and MongoDB that the environment names. */
export default {
  // A busy machine is slow, not wrong: what a spec itself waits for has limits of its own.
  testTimeout: 30_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.int\\.spec\\.ts$', '<rootDir>/test/journeys/', '/dist/'],
    },
    {
      ...base,
      displayName: 'int',
      testMatch: ['**/*.int.spec.ts', '<rootDir>/test/journeys/**/*.spec.ts'],
      testPathIgnorePatterns: ['/dist/'],
    },
  ],
};
