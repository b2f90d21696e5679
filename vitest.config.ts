import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'jobs/**/*.test.ts', 'examples/**/*.test.ts', 'conformance/**/*.test.ts'],
    passWithNoTests: false,
    allowOnly: false,
    testTimeout: 20_000,
    pool: 'forks',
  },
});
