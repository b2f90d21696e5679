import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatToolPattern, parseToolPattern } from './pattern.ts';

describe('a tool pattern', () => {
  it.each([
    ['weather_tool', { negated: false, name: 'weather_tool' }],
    ['mcp__github__get_*', { negated: false, name: 'mcp__github__get_*' }],
    ['*', { negated: false, name: '*' }],
    ['!Write', { negated: true, name: 'Write' }],
    ['Bash(git status:*)', { negated: false, name: 'Bash', input: { kind: 'prefix', text: 'git status' } }],
    ['Bash(npm test)', { negated: false, name: 'Bash', input: { kind: 'exact', text: 'npm test' } }],
    ['Bash(ls *)', { negated: false, name: 'Bash', input: { kind: 'glob', text: 'ls *' } }],
    ['Bash(*)', { negated: false, name: 'Bash', input: { kind: 'glob', text: '*' } }],
    ['Bash(command -v:*)', { negated: false, name: 'Bash', input: { kind: 'prefix', text: 'command -v' } }],
    ['Bash(grep "a b" *)', { negated: false, name: 'Bash', input: { kind: 'glob', text: 'grep "a b" *' } }],
    ['!Bash(sudo:*)', { negated: true, name: 'Bash', input: { kind: 'prefix', text: 'sudo' } }],
    ['!Bash(git * --force)', { negated: true, name: 'Bash', input: { kind: 'glob', text: 'git * --force' } }],
    ['Read(./docs/**)', { negated: false, name: 'Read', input: { kind: 'glob', text: './docs/**' } }],
    ['Read(docs/(old)/a.md)', { negated: false, name: 'Read', input: { kind: 'exact', text: 'docs/(old)/a.md' } }],
    ['functions.exec(ls)', { negated: false, name: 'functions.exec', input: { kind: 'exact', text: 'ls' } }],
  ])('%s is understood and written as it is read', (text, pattern) => {
    expect(parseToolPattern(text)).toEqual({ ok: true, pattern });
    expect(formatToolPattern(pattern as never)).toBe(text);
  });

  it.each([
    ['', 'is empty', undefined],
    ['  ', 'is empty', undefined],
    ['!', 'is empty', undefined],
    [' Read ', 'spaces around', 'Read'],
    ['! Read', 'spaces around', '!Read'],
    ['!!Read', 'negated twice', '!Read'],
    ['Bash(git status:*', 'no closing parenthesis', 'Bash(git status:*)'],
    ['Bash(git status:*))', 'closing parenthesis too many', 'Bash(git status:*)'],
    ['Bash)', 'closing parenthesis too many', 'Bash'],
    ['Bash(git status:*)x', 'text after', 'Bash(git status:*)'],
    ['Bash[git]', 'square brackets', 'Bash(git:*)'],
    [' !Bash[git] ', 'spaces around', '!Bash(git:*)'],
    ['Bash (git status:*)', 'space before its parenthesis', 'Bash(git status:*)'],
    ['weather tool', 'space in the tool name', 'weather_tool'],
    ['mcp__**', '** in the tool name', 'mcp__*'],
    ['mcp__github', 'MCP server', 'mcp__github__*'],
    ['(git)', 'no tool name', undefined],
    ['wéather', 'a character that tool names do not have', undefined],
    ['Read, Grep', 'several tools', 'Read'],
    ['Bash(ls:*), Bash(cat:*)', 'several tools', 'Bash(ls:*)'],
    ['bash(:*)', 'no words before :*', 'bash'],
    ['bash()', 'nothing in its parentheses', 'bash'],
    ['Bash( ls )', 'spaces within', 'Bash(ls)'],
    ['Bash(git status :*)', 'space in its :*', 'Bash(git status:*)'],
    ['Bash(git status: *)', 'space in its :*', 'Bash(git status:*)'],
    ['Bash(git log*:*)', 'mixes * and :*', 'Bash(git log*)'],
    ['WebFetch(domain:example.com)', 'domain', 'WebFetch(https://example.com/*)'],
    ['Bash(timeout 5 ls:*)', 'stripped', 'Bash(ls:*)'],
    ['Bash(LANG=C sort)', 'stripped', 'Bash(sort)'],
    ['Bash(timeout:*)', 'stripped', undefined],
    ['!Bash(timeout:*)', 'stripped', undefined],
    ['Bash("ls" -la)', 'stripped', 'Bash(ls -la)'],
    ['Bash(git status && ls)', 'not one simple command', undefined],
    ['Bash(xargs rm:*)', 'can never match: a command that runs commands', undefined],
    ['Bash(find * -delete)', 'can never match: a command that tells a program to', undefined],
    ['Bash(ls > out)', 'redirects to a file', undefined],
    ['Bash(echo "a:*)', 'not closed', undefined],
    ['Bash(ls file?)', 'only * is a wildcard', undefined],
    ['Bash(x=1)', 'names no program', undefined],
  ])('%j is refused: %s', (text, problem, suggestion) => {
    const parsed = parseToolPattern(text);
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
    expect(parsed.ok ? '' : parsed.suggestion).toBe(suggestion);
  });

  const pieces = [
    'Bash',
    'Read',
    'mcp__a',
    '(',
    '(',
    ')',
    ')',
    ':*',
    '*',
    '!',
    ' ',
    ',',
    '[',
    ']',
    'git',
    'ls -a',
    '"',
    '/',
    '>',
    'é',
  ];
  const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map((texts) => texts.join(''));

  it('never throws, and what it suggests is a pattern', () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string()), (text) => {
        const parsed = parseToolPattern(text);
        if (!parsed.ok && parsed.suggestion !== undefined) expect(parseToolPattern(parsed.suggestion).ok).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same when it is written and read again', () => {
    const whole = fc
      .tuple(
        fc.constantFrom('', '!'),
        fc.constantFrom('Bash', 'Read', 'a_*', 'mcp__a__b'),
        fc.option(soup, { nil: undefined }),
      )
      .map(([sign, name, inside]) => sign + name + (inside === undefined ? '' : `(${inside})`));
    fc.assert(
      fc.property(fc.oneof(whole, soup), (text) => {
        const parsed = parseToolPattern(text);
        if (!parsed.ok) return;
        expect(formatToolPattern(parsed.pattern)).toBe(text);
        expect(parseToolPattern(formatToolPattern(parsed.pattern))).toEqual(parsed);
      }),
      { numRuns: 2000 },
    );
  });
});
