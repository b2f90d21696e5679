import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'jobs/**/*.test.ts', 'examples/**/*.test.ts', 'conformance/**/*.test.ts'],
    passWithNoTests: false,
    allowOnly: false,
    testTimeout: 20_000,
    // What is waited for comes; a busy machine takes its time.
    expect: { poll: { timeout: 15_000 } },
    pool: 'forks',
    // V8 of Node 24 guards its code pages by keys of the processor, and may abort when a thread's heap is taken down meanwhile.
    execArgv: ['--no-memory-protection-keys'],
  },
});
