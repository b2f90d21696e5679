import { describe, expect, it } from 'vitest';
import type { ToolPattern } from './pattern.ts';
import { formatToolPattern, parseToolPattern } from './pattern.ts';
import { createSimpleToolTest } from './simple-tools.ts';
import { defaultSimpleTools, toolPresets } from './tool-lists.ts';

function parseAll(texts: readonly string[]): readonly ToolPattern[] {
  return texts.map((text) => {
    const parsed = parseToolPattern(text);
    if (!parsed.ok) throw new Error(`${text}: ${parsed.problem}`);
    return parsed.pattern;
  });
}

describe('the default list', () => {
  it("is the source's seven names", () => {
    expect(parseAll(defaultSimpleTools)).toHaveLength(7);
    const isSimple = createSimpleToolTest(parseAll(defaultSimpleTools));
    for (const name of [
      'request_tool',
      'weather_tool',
      'web_search_tool',
      'time_tool',
      'reminder_tool',
      'maps_tool',
      'contacts_tool',
    ]) {
      expect(isSimple({ name, input: {} })).toBe(true);
    }
    expect(isSimple({ name: 'Read', input: {} })).toBe(false);
  });
});

describe('a preset', () => {
  it.each([...toolPresets])(
    '%s holds patterns that parse, none twice, starts in observe and says what is known',
    (name, preset) => {
      const patterns = parseAll(preset.patterns);
      expect(new Set(patterns.map(formatToolPattern)).size).toBe(preset.patterns.length);
      expect(preset).toMatchObject({ name, startsIn: 'observe' });
      expect(preset.evidence).toMatch(/\d/);
    },
  );
});

describe('the coding preset', () => {
  const isSimple = createSimpleToolTest(parseAll(toolPresets.get('coding')?.patterns ?? []));

  it.each([
    'ls -la && cat package.json | head -20',
    'cd /testbed && sed -n "820,900p" sklearn/metrics/cluster/supervised.py',
    'find . -type f -name "*.py" | grep -v test | head -30',
    'grep -rn "model_to_dict" --include="*.py" . | head -20',
    'git status && git diff --stat && git log --oneline -5',
    'git branch -a',
    'git branch --list "feature/*"',
    'git --no-pager log -3',
    'git stash list',
    'jq -r \'.[] | select(.level == "ERROR")\' log.json | sort | uniq -c | sort -rn',
    "awk -F'\\t' '{print $2}' data.tsv | sort -u",
    "cat <<'EOF'\nhello\nEOF",
    'which node || echo none',
  ])('takes %j for reading, in every shell tool', (command) => {
    for (const name of ['Bash', 'bash', 'run_shell_command']) expect(isSimple({ name, input: { command } })).toBe(true);
    expect(isSimple({ name: 'exec_command', input: { cmd: command } })).toBe(true);
    expect(isSimple({ name: 'shell', input: { command: ['bash', '-lc', command] } })).toBe(true);
  });

  it.each([
    'git branch -D main',
    'git branch new',
    'git branch --list-D x',
    'git diff --output=patch',
    'git stash',
    'git stash pop',
    'git tag v1',
    'git remote add x y',
    'git checkout main',
    'git log $(rm x)',
    'git -C /elsewhere -c core.pager=rm log',
    'sort -o a b',
    "sed -i 's/a/b/' x",
    'find . -fprint x',
    'find . -delete',
    'rg --pre rm x',
    'uniq a b',
    'date -s 2020-01-01',
    'hostname evil',
    'npm test',
    'python -c 1',
    'echo x > y',
    'cat x | tee y',
    'set -- a',
  ])('does not take %j for reading', (command) => {
    for (const name of ['Bash', 'bash', 'run_shell_command'])
      expect(isSimple({ name, input: { command } })).toBe(false);
  });

  it('takes the reading tools of clients and none that writes', () => {
    for (const name of [
      'Read',
      'Grep',
      'Glob',
      'LS',
      'read',
      'grep',
      'glob',
      'ls',
      'read_file',
      'grep_search',
      'list_directory',
    ]) {
      expect(isSimple({ name, input: {} })).toBe(true);
    }
    for (const name of ['Write', 'Edit', 'write', 'edit', 'write_file', 'Bash', 'bash', 'Agent', 'apply_patch']) {
      expect(isSimple({ name, input: {} })).toBe(false);
    }
  });
});
