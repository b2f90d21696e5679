import { describe, expect, test } from 'vitest';
import { compilePolicy, initialMode, parseSettings } from './index.ts';

function problemsOf(input: unknown) {
  const parsed = parseSettings(input);
  if (!parsed.ok) return parsed.problems;
  const compiled = compilePolicy(parsed.settings);
  return compiled.ok ? [] : compiled.problems;
}

describe('settings', () => {
  test('an empty file is all defaults', () => {
    for (const input of [undefined, null, {}]) expect(problemsOf(input)).toEqual([]);
  });

  test('the defaults are those of the design', () => {
    const parsed = parseSettings({});
    expect(parsed).toMatchObject({
      ok: true,
      settings: {
        tiers: {
          reasoning: { model: 'requested' },
          execution: { model: 'claude-haiku-5-5', effort: 'low', modelByGeneration: { '4.5': 'claude-haiku-4-5' } },
        },
        finalResponse: 'accept',
        objective: 'cost',
        limits: { bodyMiB: 64, upstreamConcurrency: 256, queue: 512 },
        record: { keepDays: 90, content: 'none' },
        escalation: { cooldownTurns: 3, holdTextTokens: 48, holdMs: 20_000, holdBytes: 1_048_576 },
        hedge: false,
        keepWarm: false,
        cacheTtl: 'asked',
        autoCache: false,
        control: { share: 0.05 },
        spotCheck: false,
        guard: { errorPoints: 2.5 },
      },
    });
  });

  test('the mode is route, and observe with a preset, unless it is set', () => {
    const modeOf = (input: unknown) => {
      const parsed = parseSettings(input);
      return parsed.ok ? initialMode(parsed.settings) : undefined;
    };
    expect([modeOf({}), modeOf({ presets: ['coding'] }), modeOf({ presets: ['coding'], mode: 'route' })]).toEqual([
      'route',
      'observe',
      'route',
    ]);
  });

  test.each<[string, unknown, string, RegExp, RegExp | undefined]>([
    ['a misspelt setting', { simpleTool: [] }, 'simpleTool', /unknown setting/, /`simpleTools`/],
    ['a misspelt setting below another', { limits: { bodyMib: 3 } }, 'limits.bodyMib', /unknown setting/, /`bodyMiB`/],
    ['a misspelt value', { mode: 'observ' }, 'mode', /must be one of/, /`observe`/],
    ['a number out of range', { control: { share: 2 } }, 'control.share', /2/, undefined],
    ['text where a number belongs', { listen: { port: 'http' } }, 'listen.port', /number/, undefined],
    [
      'an upstream that is no URL',
      { upstream: { baseUrl: 'api.anthropic.com' } },
      'upstream.baseUrl',
      /url/i,
      undefined,
    ],
    [
      'a tool pattern without its end',
      { simpleTools: ['Bash(git status:*'] },
      'simpleTools[0]',
      /Bash\(git status/,
      /Bash\(git status:\*\)/,
    ],
    ['an expression that does not compile', { errorPatterns: ['('] }, 'errorPatterns[0]', /./, undefined],
    ['a default rule that does not exist', { rules: ['simple'] }, 'rules[0]', /simple_tools/, undefined],
    [
      'a rule for a tier that is not configured',
      { rules: [{ reason: 'x', when: {}, allow: ['deep'] }] },
      'rules',
      /deep/,
      undefined,
    ],
    [
      'a tier with the reserved name',
      { tiers: { requested: { model: 'x' } } },
      'tiers.requested',
      /another name/,
      undefined,
    ],
    ['what is not built yet', { spotCheck: {} }, 'spotCheck', /yet/, /leave it out/],
    ['a list instead of settings', [], '', /./, undefined],
  ])('%s is told with its path', (_title, input, path, message, suggestion) => {
    const [problem] = problemsOf(input);
    expect(problem?.path).toBe(path);
    expect(problem?.message).toMatch(message);
    if (suggestion !== undefined) expect(problem?.suggestion).toMatch(suggestion);
  });

  test('all mistakes are told at once', () => {
    expect(problemsOf({ mode: 'rout', limits: { bodyMiB: -1 }, extra: 1 })).toHaveLength(3);
    expect(problemsOf({ simpleTools: ['Bash(', ''], rules: ['nope'] })).toHaveLength(3);
  });

  test('equal settings have equal versions, and what bears on no decision does not change it', () => {
    const versionOf = (input: unknown) => {
      const parsed = parseSettings(input);
      const compiled = parsed.ok ? compilePolicy(parsed.settings) : undefined;
      return compiled?.ok ? compiled.policy.version : undefined;
    };
    expect(versionOf({ log: { format: 'json' } })).toBe(versionOf({}));
    expect(versionOf({ simpleTools: ['Read'] })).not.toBe(versionOf({}));
  });
});
