const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
      module: { type: 'es6' },
    },
  ],
};

const common = {
  transform,
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
    // Has a condition `source` of its own, which stands for TypeScript.
    '^eventsource-parser/stream$': '<rootDir>/node_modules/eventsource-parser/dist/stream.js',
  },
};

/** About SQLite alone: its files, and what replaces them. */
const OF_SQLITE = [
  'durability/backup',
  'durability/moving',
  'durability/startup',
  'durability/storage-faults',
  'guides/deployment',
  'security/deletion',
  'security/filters',
  'security/keys',
  'security/moves',
];

/** @type {import('jest').Config} */
export default {
  maxWorkers: 2,
  // A bound for what hangs, not a measure of speed: machines may be busy with other things.
  testTimeout: 300_000,
  workerIdleMemoryLimit: '512MB',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,packages}/*/{src,nodes}/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/libs/storage/src/postgres/'],
    },
    {
      ...common,
      displayName: 'postgres',
      testMatch: ['<rootDir>/libs/storage/src/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/libs/storage/src/sqlite/'],
      globalSetup: '<rootDir>/test/harness/postgres-setup.js',
      globalTeardown: '<rootDir>/test/harness/postgres-teardown.js',
    },
    {
      ...common,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        ...(process.env.DATABASE === 'postgres' ? OF_SQLITE.map((name) => `<rootDir>/test/${name}\\.`) : []),
      ],
      globalSetup: '<rootDir>/test/harness/setup.js',
      globalTeardown: '<rootDir>/test/harness/teardown.js',
    },
    {
      ...common,
      displayName: 'soak',
      testMatch: ['<rootDir>/test/soak/*.soak.ts'],
      globalSetup: '<rootDir>/test/harness/setup.js',
      globalTeardown: '<rootDir>/test/harness/teardown.js',
    },
    {
      ...common,
      displayName: 'bench',
      testMatch: ['<rootDir>/test/bench/*.bench.ts'],
      globalSetup: '<rootDir>/test/harness/setup.js',
      globalTeardown: '<rootDir>/test/harness/teardown.js',
    },
  ],
};
