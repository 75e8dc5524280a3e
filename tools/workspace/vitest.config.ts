import { defineConfig } from 'vitest/config';

const endToEnd = process.env['TRUNKLINE_TEST_KIND'] === 'e2e';
const conditions = ['@trunkline/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: endToEnd ? ['test/**/*.e2e.test.ts'] : ['src/**/*.test.ts'],
    environment: 'node',
    pool: 'forks', // the native engine can be loaded once per process only
    maxWorkers: 1,
    testTimeout: endToEnd ? 600_000 : 60_000,
    hookTimeout: endToEnd ? 600_000 : 120_000,
    env: { TF_CPP_MIN_LOG_LEVEL: '3' },
  },
});
