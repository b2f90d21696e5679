import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/turnwise.js', import.meta.url));

test('on an older Node one clear line says what is needed', () => {
  const pretend = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });";
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', preload, bin, '--help'], {
    encoding: 'utf8',
  });
  expect({ status, stderr, stdout }).toEqual({
    status: 2,
    stdout: '',
    stderr: 'turnwise needs Node 22.19 or newer; this is 20.20.2\n',
  });
});
