import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readShellCommand } from './shell.ts';
import type { ShellProblem } from './shell-reader.ts';

/** The programs of a line, one string each: words joined by |, `…` where more of a word and `……` where more words may come. */
function read(line: string): readonly string[] | ShellProblem {
  const reading = readShellCommand(line);
  if (!reading.understood) return reading.problem;
  const marks = { nothing: '', word: '…', words: '……' };
  return reading.commands.map(({ words }) => words.map(({ text, rest }) => text + marks[rest]).join('|'));
}

describe('reading a shell line', () => {
  it.each([
    ['ls -la "a b" \'c d\' e\\ f', ['ls|-la|a b|c d|e f']],
    ['a; b && c || d | e & f\ng', ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
    ['LANG=C time -p timeout -k 1 5 nice -n 3 env x=1 command a b', ['a|b']],
    ['env', ['env']],
    ['env x=1', ['env|x=1']],
    ['command -v a', ['command|-v|a']],
    ['x=1', ['']],
    ['< in', ['']],
    ['', []],
    ['# a', []],
    ['a 2>&1 b <c d >/dev/null', ['a|b|d']],
    ['a $x "$x" x$y "x$y"z', ['a|……|…|x……|x…']],
    ['a "$@"', ['a|……']],
    ['a $x"$y" b"$x"$y', ['a|……|b……']],
    ['\\if a; \\time b', ['if|a', 'b']],
    ['bash a.sh -c', ['bash|a.sh|-c']],
    ['a b* {c,d} e?f [gh] {}', ['a|b…|…|e…|…|{}']],
    ["a $'b' $'c\\td' 'e'\"f\"g", ['a|b|c…|efg']],
    ['a "\\$ \\` \\" \\\\ \\n" \\n', ['a|$ ` " \\ \\n|n']],
    ['a "b\\\nc" d\\\ne', ['a|bc|de']],
    ['a $(b $(c) `d \\`e\\``)', ['c', 'e', 'd|……', 'b|……|……', 'a|……']],
    ['a <(b) >(c)', ['b', 'c', 'a|…|…']],
    ['(a; (b)) | c', ['a', 'b', 'c']],
    ["a <<'E' b\nc $(d)\nE\ne", ['a|b', 'e']],
    ['a <<-E\n\t\tb\n\tE\n', ['a']],
    ['a ~/b $ $/c "d$"', ['a|~/b|$|$/c|d$']],
    ['a # b\n# c\nd', ['a', 'd']],
  ])('gives the programs of %j', (line, programs) => {
    expect(read(line)).toEqual(programs);
  });

  it.each<[string, ShellProblem]>([
    ['a \u0000', 'control_character'],
    ['a "b', 'unbalanced'],
    ['a && ', 'syntax'],
    ['a > b', 'redirect'],
    ['a <<E\n$x\nE', 'heredoc'],
    ['a $((b))', 'expansion'],
    ['$a b', 'dynamic_command'],
    ['PATH=a b', 'assignment'],
    ['if a; then b; fi', 'keyword'],
    ['xargs a', 'runs_commands'],
    ['bash', 'runs_commands'],
    ['bash -c a', 'runs_commands'],
    ['zsh "$x"', 'runs_commands'],
    ['export a', 'changes_shell'],
    ['find -delete', 'guarded_argument'],
    ['git -C a -c core.pager=b log', 'guarded_argument'],
    [`${'$('.repeat(17)}a${')'.repeat(17)}`, 'nesting'],
  ])('says what is wrong with %j: %s', (line, problem) => {
    expect(read(line)).toBe(problem);
  });

  it('says which commands get their input from a pipe and which stand in brackets', () => {
    const reading = readShellCommand('a $(b | c) | d; e');
    const places = reading.understood ? reading.commands.map(({ piped, depth }) => [piped, depth]) : [];
    expect(places).toEqual([
      [false, 1],
      [true, 1],
      [false, 0],
      [true, 0],
      [false, 0],
    ]);
  });

  it('always ends with a reading, whatever the text', () => {
    const pieces = fc.constantFrom(
      ...[
        '$(',
        '${',
        '$((',
        '`',
        '"',
        "'",
        '\\',
        '<<E',
        '\nE\n',
        '(',
        ')',
        '{',
        '}',
        '|',
        '&',
        ';',
        '>',
        '<(',
        '#',
        'a',
        ' ',
      ],
    );
    const soup = fc.array(pieces, { maxLength: 40 }).map((texts) => texts.join(''));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 60 })), (line) => {
        const reading = readShellCommand(line);
        expect(reading.understood ? Array.isArray(reading.commands) : typeof reading.problem).toBeTruthy();
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the work of reading', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** Every step of the reader tries a pattern or searches for a character. */
  function countSteps(line: string): number {
    const patterns = vi.spyOn(RegExp.prototype, 'exec');
    const searches = vi.spyOn(String.prototype, 'indexOf');
    readShellCommand(line);
    const steps = patterns.mock.calls.length + searches.mock.calls.length;
    vi.restoreAllMocks();
    return steps;
  }

  it.each([
    ['$('],
    ['('],
    ['`'],
    ['`\\`'],
    ['<('],
    ['"$('],
    ['a;'],
    ['a $(b) '],
    ["a ''"],
    ['"a" $x\\\n'],
    ['{a,b}*'],
    ['a <<A\nb\nA\n'],
    ['a <<A '],
    ['env x=1 time '],
    ['x=1 '],
    ['${x:-'],
    ["$'\\n"],
    ['# a\n'],
  ])('grows no faster than the line, here of %j again and again', (piece) => {
    const steps = countSteps(piece.repeat(1000));
    expect(countSteps(piece.repeat(2000))).toBeLessThanOrEqual(steps * 2 + 20);
  });

  it('does not overflow the stack on 200,000 characters of any nesting', () => {
    for (const piece of ['$(', '(', '`', '<(', '"$(', '${', '{', '[', '\\`', '((', 'if ', '<<E\n', 'a|']) {
      expect(() => readShellCommand(piece.repeat(200_000 / piece.length))).not.toThrow();
    }
  });
});
