import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseToolPattern } from './pattern.ts';
import type { SimpleToolCall } from './simple-tools.ts';
import { createSimpleToolTest } from './simple-tools.ts';

function createTest(...texts: readonly string[]): (call: SimpleToolCall) => boolean {
  const patterns = texts.map((text) => {
    const parsed = parseToolPattern(text);
    if (!parsed.ok) throw new Error(`${text}: ${parsed.problem}`);
    return parsed.pattern;
  });
  return createSimpleToolTest(patterns);
}

describe('a tool call', () => {
  it.each([
    [['weather_tool'], 'weather_tool', true],
    [['weather_tool'], 'weather_tool_2', false],
    [['weather_tool'], 'Weather_tool', false],
    [['mcp__github__get_*'], 'mcp__github__get_issue', true],
    [['mcp__github__get_*'], 'mcp__github__set_issue', false],
    [['*'], 'anything', true],
    [['*', '!Write'], 'Write', false],
    [['!Write', '*'], 'Write', false],
    [['*', '!mcp__*'], 'mcp__a__b', false],
    [[], 'anything', false],
  ])('under %j: %s is simple: %s', (patterns, name, expected) => {
    expect(createTest(...patterns)({ name, input: {} })).toBe(expected);
  });

  it.each<[readonly string[], SimpleToolCall, boolean]>([
    [['Read(./docs/**)'], { name: 'Read', input: { file_path: './docs/a/b.md' } }, true],
    [['Read(./docs/**)'], { name: 'Read', input: { file_path: 'docs/a/b.md' } }, true],
    [['Read(docs/*)'], { name: 'Read', input: { file_path: './docs/b.md' } }, true],
    [['Read(docs/*)'], { name: 'Read', input: { file_path: 'docs/a/b.md' } }, false],
    [['Read(docs/**)'], { name: 'Read', input: { file_path: '/home/me/docs/b.md' } }, false],
    [['Read(**/docs/**)'], { name: 'Read', input: { file_path: '/home/me/docs/b.md' } }, true],
    [['Read(docs/**)'], { name: 'Read', input: { file_path: 'docs/../secret' } }, false],
    [['Read(**)'], { name: 'Read', input: { file_path: 'docs/../secret' } }, false],
    [['Read', '!Read(secret/**)'], { name: 'Read', input: { file_path: 'docs/../secret/x' } }, false],
    [['Read', '!Read(**/.env)'], { name: 'Read', input: { file_path: '.env' } }, false],
    [['Read', '!Read(**/.env)'], { name: 'Read', input: { file_path: '.envrc' } }, true],
    [['Read(a.md)'], { name: 'Read', input: { path: 'a.md', file_path: '', limit: 3 } }, true],
    [['Read(docs/**)'], { name: 'Read', input: { limit: 3 } }, false],
    [['Read', '!Read(docs/**)'], { name: 'Read', input: { limit: 3 } }, true],
    [['Fetch(https://a.com/*)'], { name: 'Fetch', input: { url: 'https://a.com/b/c', prompt: 'x' } }, true],
    [['Fetch(https://a.com/*)'], { name: 'Fetch', input: { url: 'https://b.com/https://a.com/' } }, false],
    [['Search(weather:*)'], { name: 'Search', input: { query: 'weather in Rome', count: 1 } }, true],
    [['Search(weather:*)'], { name: 'Search', input: { query: 'weathering' } }, false],
    [['Say(hello)'], { name: 'Say', input: { words: 'hello', loud: true } }, true],
    [['Say(hello)'], { name: 'Say', input: { words: 'hello', to: 'you' } }, false],
    [['Say(hello)'], { name: 'Say', input: 'hello' }, true],
    [['Say(hello)'], { name: 'Say', input: undefined }, false],
    [['Say(hello)'], { name: 'Say', input: ['hello'] }, false],
  ])('under %j: %j is simple: %s', (patterns, call, expected) => {
    expect(createTest(...patterns)(call)).toBe(expected);
  });

  it.each<[string, unknown, boolean]>([
    ['Bash', { command: 'git status' }, true],
    ['exec_command', { cmd: 'git status', workdir: '/x' }, true],
    ['run_shell_command', { command: 'git status', description: 'x' }, true],
    ['mcp__desktop__execute_command', { command: 'git status; rm x' }, false],
    ['Monitor', { command: 'git status; rm x', description: 'x' }, false],
    ['Monitor', { command: 'git status', description: 'x' }, true],
    ['shell', { command: ['git', 'status'] }, true],
    ['shell', { command: ['git', 'status; rm x'] }, false],
    ['shell', { command: ['git status'] }, false],
    ['shell', { command: ['PAGER=rm', 'git', 'status'] }, false],
    ['shell', { command: ['bash', '-lc', 'git status'] }, true],
    ['shell', { command: ['bash', '-lc', 'git status; rm x'] }, false],
    ['shell', { command: ['bash', '-lc', 'git status', 'x'] }, false],
    ['shell', { command: ['git', 1] }, false],
    ['shell', { command: [] }, false],
    ['Bash', { code: 'git status', timeout: 5 }, true],
    ['Bash', 'git status', true],
    ['Bash', { command: 'git status', script: 'rm x' }, false],
    ['Bash', { restart: true }, false],
  ])('of a tool that runs commands is judged with the shell grammar: %s %j: %s', (name, input, expected) => {
    expect(createTest(`${name}(git status:*)`)({ name, input })).toBe(expected);
  });

  it('is simple with a read-only hint, unless it is negated or runs commands', () => {
    const isSimple = createTest('!mcp__a__b', '!mcp__a__c(secret:*)');
    const hinted = (name: string, input: unknown) => isSimple({ name, input, readOnlyHint: true });
    expect(hinted('mcp__a__a', {})).toBe(true);
    expect(isSimple({ name: 'mcp__a__a', input: {} })).toBe(false);
    expect(isSimple({ name: 'mcp__a__a', input: {}, readOnlyHint: false })).toBe(false);
    expect(hinted('mcp__a__b', {})).toBe(false);
    expect(hinted('mcp__a__c', { query: 'secret plan' })).toBe(false);
    expect(hinted('mcp__a__c', { query: 'open plan' })).toBe(true);
    expect(hinted('Bash', { command: 'ls' })).toBe(false);
    expect(hinted('mcp__a__run_command', {})).toBe(false);
    expect(hinted('mcp__a__other', { command: 'ls' })).toBe(false);
  });
});

describe('a negated pattern', () => {
  it('for a shell holds against every part and against what could turn into it', () => {
    const isSimple = createTest('Bash', '!Bash(git push:*)', '!Bash(* --force *)');
    const line = (command: string) => isSimple({ name: 'Bash', input: { command } });
    expect(line('rm x > y')).toBe(false);
    expect(line('git pull; make')).toBe(true);
    expect(line('git pull && git push')).toBe(false);
    expect(line('make $(git push)')).toBe(false);
    expect(line('git $what')).toBe(false);
    expect(line('git p*')).toBe(false);
    expect(line('git l* x')).toBe(true);
    expect(line('make "$x" y')).toBe(false);
    expect(line('make "all$x" y')).toBe(true);
    expect(line('make $x y')).toBe(false);
    expect(line('make --f* y')).toBe(false);
    expect(line('if x; then y; fi')).toBe(false);
    expect(isSimple({ name: 'Bash', input: { command: 'ls', cmd: 'git push' } })).toBe(false);
    expect(isSimple({ name: 'Bash', input: { restart: true } })).toBe(true);
  });

  it('for neutral parts holds too', () => {
    const isSimple = createTest('Bash(ls:*)', '!Bash(cd /:*)');
    const line = (command: string) => isSimple({ name: 'Bash', input: { command } });
    expect(line('cd x && ls')).toBe(true);
    expect(line('cd / && ls')).toBe(false);
  });
});

describe('the order of patterns', () => {
  it('does not matter', () => {
    const texts = [
      'Bash',
      'Bash(ls:*)',
      'Ba*',
      '!Bash(ls -l:*)',
      '!Bash(* x)',
      '!B*',
      'Read(a*)',
      '!Read(*b)',
      '*',
      'Bash(git * -a)',
    ];
    const calls = ['ls', 'ls -l', 'ls x', 'git log -a', 'git $x', 'ls > a'].map((command) => ({
      name: 'Bash',
      input: { command },
    }));
    const reads = ['a', 'ab', 'b'].map((file_path) => ({ name: 'Read', input: { file_path } }));
    const chosen = fc
      .subarray(texts)
      .chain((subset) => fc.tuple(fc.constant(subset), fc.shuffledSubarray(subset, { minLength: subset.length })));
    fc.assert(
      fc.property(chosen, fc.constantFrom(...calls, ...reads), ([subset, shuffled], call) => {
        expect(createTest(...shuffled)(call)).toBe(createTest(...subset)(call));
      }),
      { numRuns: 500 },
    );
  });

  it('and a pattern more, if negated, never makes a call simple; if not, never less simple', () => {
    const texts = ['Bash', 'Bash(ls:*)', '!Bash(ls -l:*)', '!Bash(* x)', 'Bash(git * -a)', '!Bash', 'Bash(* *)'];
    const commands = fc.constantFrom('ls', 'ls -l', 'ls x; git log -a', 'git log -a', 'ls "$x"', 'ls $x', 'ls > a');
    fc.assert(
      fc.property(fc.subarray(texts), fc.constantFrom(...texts), commands, (subset, added, command) => {
        const call = { name: 'Bash', input: { command } };
        const [before, after] = [createTest(...subset)(call), createTest(...subset, added)(call)];
        expect(added.startsWith('!') ? after && !before : before && !after).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
