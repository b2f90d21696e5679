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
    // Loaded runs ended now and then in V8 of Node 24, where threads come and go: in its keys on code pages (seen: `Check failed:
    // jit_page.has_value()`) and in a segmentation fault; others report that one of its baseline compiler. Not proven ours is it.
    execArgv: ['--no-memory-protection-keys', '--no-sparkplug'],
  },
});
