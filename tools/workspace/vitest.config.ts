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
    // the files of a room run one after another in one process, which loads the engine and the sources once
    isolate: endToEnd,
    testTimeout: endToEnd ? 600_000 : 180_000, // also where other work keeps the machine busy
    hookTimeout: endToEnd ? 600_000 : 180_000,
    // rooms run side by side: a second thread costs more than it gains on tensors as small as those of tests
    env: { TF_CPP_MIN_LOG_LEVEL: '3', TF_NUM_INTRAOP_THREADS: '1', OMP_NUM_THREADS: '1' },
  },
});
