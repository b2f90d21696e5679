import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownPrograms } from './known-programs.ts';
import { toolKey } from './tool-key.ts';

describe('a tool key', () => {
  it.each([
    ['git status -s', 'Bash:git status'],
    ['npm test', 'Bash:npm test'],
    ['npm run build -- --secret', 'Bash:npm run'],
    ['ls -la /home/me', 'Bash:ls'],
    ['git', 'Bash:git'],
    ['git frobnicate', 'Bash:git'],
    ['git -C /home/me --no-pager log', 'Bash:git log'],
    ['git add $x', 'Bash:git add'],
    ['npm test"$x"', 'Bash:npm'],
    ['git $x', 'Bash:other'],
    ['cd src && git status', 'Bash:git status'],
    ['cd src', 'Bash:cd'],
    ['git status; git status src', 'Bash:git status'],
    ['git status; git log', 'Bash:other'],
    ['npm test 2>&1 | tail -3', 'Bash:npm test'],
    ['tail -3 log | wc -l', 'Bash:tail'],
    ['git commit -m "$(cat <<\'E\'\nwords\nE\n)"', 'Bash:git commit'],
    ['x=$(git log)', 'Bash:git log'],
    ['(cd src && make test)', 'Bash:make test'],
    ['timeout 5 npm test', 'Bash:npm test'],
    ['x=1', 'Bash:other'],
    ['./deploy-acme.sh', 'Bash:other'],
    ['acme-tool status', 'Bash:other'],
    ['for x in a; do ls; done', 'Bash:other'],
    ['ls > secret', 'Bash:other'],
    ['', 'Bash:other'],
  ])('of %j is %s', (command, key) => {
    expect(toolKey({ name: 'Bash', input: { command } })).toBe(key);
  });

  it('of a tool that is no shell is its name', () => {
    expect(toolKey({ name: 'Read', input: { file_path: 'a' } })).toBe('Read');
    expect(toolKey({ name: 'Bash', input: { restart: true } })).toBe('Bash:other');
    expect(toolKey({ name: 'mcp__desktop__execute_command', input: { command: 'ls' } })).toBe(
      'mcp__desktop__execute_command:ls',
    );
  });

  it('holds nothing that is not on the closed list', () => {
    const closed = new Set(['Bash:other']);
    for (const [program, subcommands] of knownPrograms) {
      closed.add(`Bash:${program}`);
      for (const subcommand of subcommands) closed.add(`Bash:${program} ${subcommand}`);
    }
    const words = fc.constantFrom(
      'git',
      'npm',
      'cd',
      'status',
      'run',
      'secret',
      '|',
      ';',
      '$(',
      ')',
      '-C',
      '"',
      'head',
      '__proto__',
    );
    const line = fc.array(words, { maxLength: 8 }).map((texts) => texts.join(' '));
    fc.assert(
      fc.property(fc.oneof(line, fc.string()), (command) => closed.has(toolKey({ name: 'Bash', input: { command } }))),
    );
  });
});
