import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notSimpleLines } from './not-simple-lines.fixture.ts';
import type { ToolPattern } from './pattern.ts';
import { parseToolPattern } from './pattern.ts';
import type { Line } from './simple-lines.fixture.ts';
import { exactPatterns, readOnlyPatterns, simpleLines } from './simple-lines.fixture.ts';
import { createSimpleToolTest } from './simple-tools.ts';

function parse(text: string): ToolPattern {
  const parsed = parseToolPattern(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem}`);
  return parsed.pattern;
}

function createLineTest(patterns: readonly string[]): (line: string) => boolean {
  const isSimple = createSimpleToolTest(patterns.map(parse));
  return (command) => isSimple({ name: 'Bash', input: { command, description: 'a line' } });
}

const patterns = [...readOnlyPatterns, ...exactPatterns];
const isSimpleLine = createLineTest(patterns);

function title(line: Line): readonly [shown: string, command: string] {
  const [command, because] = typeof line === 'string' ? [line] : line;
  return [JSON.stringify(command) + (because === undefined ? '' : ` (${because})`), command];
}

describe('a shell line', () => {
  it.each(simpleLines.map(title))('is simple: %s', (_, command) => {
    expect(isSimpleLine(command)).toBe(true);
  });

  it.each(notSimpleLines.map(title))('is not simple: %s', (_, command) => {
    expect(isSimpleLine(command)).toBe(false);
  });

  it('of every kind is matched by the bare name, understood or not', () => {
    const isSimple = createLineTest(['Bash']);
    for (const line of [...simpleLines, ...notSimpleLines]) expect(isSimple(title(line)[1])).toBe(true);
  });

  it('that is not simple stays so when a negated pattern is added, and no negated pattern makes one simple', () => {
    const isSimple = createLineTest(['!Bash(echo:*)', ...patterns, '!Bash(head:*)']);
    for (const line of notSimpleLines) expect(isSimple(title(line)[1])).toBe(false);
    expect(isSimple('ls | head -3')).toBe(false);
    expect(isSimple('ls | tail -3')).toBe(true);
  });
});

/* Parts that are whole in themselves, so that joining them adds a part and does nothing else. */
const simpleParts = (
  'ls|git log -5|npm test|cd src|x=1|x=$(ls)|echo "a; b"|echo $(git status)|cat < in|ls 2>&1|(cd a && ls)|time ls|' +
  "timeout 5 ls|env LANG=C ls|cat <(ls)|ls &>/dev/null|echo `pwd`|find . -name '*.ts'|echo $x|ls *.ts|head {a,b}|[ -f x ]"
).split('|');
const otherParts = (
  'rm x|git push|ls > out|PATH=. ls|echo $(rm x)|$x ls|eval ls|(rm x)|find . -delete|find $x|sudo ls|bash -c ls|! ls|' +
  "awk 'BEGIN { system(1) }'|sed -i p f|cat <(rm x)|echo $((x))|timeout 5 rm|env -i ls|export x|cd `rm x`|l{s,}|sort -o a b"
).split('|');

const separator = fc.constantFrom('; ', ' && ', ' || ', ' | ', ' |& ', '\n', ' & ', ';\n');
const part = fc.constantFrom(...simpleParts, ...otherParts);
const patternSets = fc.subarray([
  ...patterns,
  '!Bash(ls:*)',
  '!Bash(git * -5)',
  '!Bash(echo *x*)',
  '!Bash(rm:*)',
  'Bash',
]);

function join(parts: readonly (readonly [string, string])[]): string {
  return parts.map(([text, separator], index) => (index === parts.length - 1 ? text : text + separator)).join('');
}

describe('parts of a shell line', () => {
  it('can be removed from a simple line and leave it simple', () => {
    const mostlySimple = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...simpleParts) },
      { weight: 1, arbitrary: part },
    );
    const lines = fc.array(fc.tuple(mostlySimple, separator), { minLength: 2, maxLength: 5 });
    let simpleRuns = 0;
    fc.assert(
      fc.property(lines, fc.nat(), patternSets, (parts, at, chosen) => {
        for (const isSimple of [isSimpleLine, createLineTest(chosen)]) {
          if (!isSimple(join(parts))) continue;
          simpleRuns += 1;
          expect(isSimple(join(parts.toSpliced(at % parts.length, 1)))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
    expect(simpleRuns).toBeGreaterThan(50);
  });

  it('that are not simple make any line not simple, and no part makes such a line simple', () => {
    const lines = fc.array(fc.tuple(part, separator), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lines, fc.tuple(part, separator), fc.nat(), patternSets, (parts, added, at, chosen) => {
        for (const isSimple of [isSimpleLine, createLineTest(chosen)]) {
          const more = parts.toSpliced(at % (parts.length + 1), 0, added);
          if (!isSimple(added[0]) || !isSimple(join(parts))) expect(isSimple(join(more))).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are simple and not simple as the properties take them to be', () => {
    expect(simpleParts.filter((text) => !isSimpleLine(text))).toEqual([]);
    expect(otherParts.filter(isSimpleLine)).toEqual([]);
  });
});
