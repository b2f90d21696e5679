import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/turnwise.js', import.meta.url));

/** Runs the command with a line of JavaScript before it. */
function run(first: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const preload = `data:text/javascript,${encodeURIComponent(first)}`;
  const env = { ...process.env, MALLOC_ARENA_MAX: undefined, ...environment };
  return spawnSync(process.execPath, ['--import', preload, bin, ...words], { encoding: 'utf8', env });
}

test('on an older Node one clear line says what is needed', () => {
  const pretend = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });";
  const { status, stderr, stdout } = run(pretend, ['--help']);
  expect({ status, stderr, stdout }).toEqual({
    status: 2,
    stdout: '',
    stderr: 'turnwise needs Node 22.19 or newer; this is 20.20.2\n',
  });
});

test('a gateway begins anew with what is read only when a process begins, once, and not where the user has set it', () => {
  const told = `process.execve = (_file, words, env) => {
    process.stdout.write('anew ' + words.slice(1).filter((word) => !word.includes(':')).join(' ') + ', arenas ' + env.MALLOC_ARENA_MAX);
    process.exit(0);
  };`;
  expect(run(told, ['serve', '--help']).stdout).toBe(
    `anew --max-semi-space-size=8 --import ${bin} serve --help, arenas 1`,
  );
  expect(run(told, ['serve', '--help'], { MALLOC_ARENA_MAX: '1' }).stdout).not.toContain('anew');
  expect(run(told, ['--help']).stdout).not.toContain('anew');
});
