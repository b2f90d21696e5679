import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

function run(name: string): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(new URL(name, import.meta.url))], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

test('01 decides a body and edits it', () => {
  const [decision, edited = ''] = run('01-decide.ts').split('\n');
  expect(decision).toBe('simple_tools -> execution');
  expect(JSON.parse(edited)).toMatchObject({ model: 'claude-haiku-5-5', output_config: { effort: 'low' } });
});

test('02 adds a rule that is a function', () => {
  expect(run('02-own-rule.ts')).toBe('3:00 night_batch -> execution\n15:00 complex_tools -> reasoning\n');
});
