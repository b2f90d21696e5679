import { describe, expect, it } from 'vitest';
import type { TurnEvent } from '../core/index.ts';
import { attemptOf, brokenAttempt, decisionOf, stayedDecision, turnEvent } from './event.fixture.ts';
import { createTurnLog, type TurnLogOptions } from './turn-log.ts';

const opus = { servedTier: 'reasoning', servedModel: 'claude-opus-5-5' };

const usual = '21:04:11 c3f9 simple_tools -> execution claude-haiku-5-5 200 1.2k in (1.1k cached) 84 out 640 ms';

const texts: readonly (readonly [string, Partial<TurnEvent>, string])[] = [
  [
    'where the turn went, why, and what it took',
    {},
    '21:04:11 c3f9 simple_tools -> execution claude-haiku-5-5 200 1.2k in (1.1k cached) 84 out 640 ms $0.0042, saved $0.0110',
  ],
  [
    'the rule that something overruled',
    {
      decision: decisionOf({ tier: 'reasoning', model: 'claude-opus-5-5', reason: 'control' }),
      ...opus,
    },
    '21:04:11 c3f9 control (simple_tools) -> reasoning claude-opus-5-5 200 1.2k in (1.1k cached) 84 out 640 ms $0.0042, saved $0.0110',
  ],
  [
    'an escalation, with the tokens of both calls',
    {
      ...opus,
      attempts: [attemptOf(), attemptOf({ purpose: 'escalation', tier: 'reasoning', model: 'claude-opus-5-5' })],
      durationMs: 12_345,
    },
    '21:04:11 c3f9 simple_tools -> execution claude-haiku-5-5, escalated to reasoning claude-opus-5-5 200 ' +
      '2.4k in (2.2k cached) 168 out 12.3 s $0.0042, saved $0.0110',
  ],
  [
    'why a reply was discarded',
    {
      ...opus,
      attempts: [
        attemptOf({ verdict: { reason: 'unknown_tool', detail: 'x' } }),
        attemptOf({ purpose: 'escalation', tier: 'reasoning', model: 'claude-opus-5-5' }),
      ],
    },
    '21:04:11 c3f9 simple_tools -> execution claude-haiku-5-5, escalated (unknown_tool) to reasoning claude-opus-5-5 200 ' +
      '2.4k in (2.2k cached) 168 out 640 ms $0.0042, saved $0.0110',
  ],
  [
    'who answered beside a slow first attempt',
    { ...opus, attempts: [attemptOf({ purpose: 'hedge', tier: 'reasoning', model: 'claude-opus-5-5' })] },
    '21:04:11 c3f9 simple_tools -> execution claude-haiku-5-5, hedged to reasoning claude-opus-5-5 200 ' +
      '1.2k in (1.1k cached) 84 out 640 ms $0.0042, saved $0.0110',
  ],
  [
    'in observe mode, what it would have done and what was served',
    { mode: 'observe', ...opus },
    '21:04:11 c3f9 simple_tools would -> execution claude-haiku-5-5, served claude-opus-5-5 200 ' +
      '1.2k in (1.1k cached) 84 out 640 ms $0.0042, saved $0.0110',
  ],
  [
    'an error of upstream, and that its usage is unknown',
    { status: 529, attempts: [brokenAttempt({ end: 'upstream_error', status: 529, errorType: 'overloaded_error' })] },
    '21:04:11 c3f9 simple_tools -> execution claude-haiku-5-5 529 overloaded_error (usage of 1 unknown) 640 ms $0.0042, saved $0.0110',
  ],
  [
    'a stream that was cut after a status of 200',
    { attempts: [attemptOf({ end: 'cut' })] },
    '21:04:11 c3f9 simple_tools -> execution claude-haiku-5-5 200 cut 1.2k in (1.1k cached) 84 out 640 ms $0.0042, saved $0.0110',
  ],
  [
    'an upstream that was not reached, without a made-up status',
    { attempts: [brokenAttempt({ end: 'unreachable' })] },
    '21:04:11 c3f9 simple_tools -> execution claude-haiku-5-5 unreachable (usage of 1 unknown) 640 ms $0.0042, saved $0.0110',
  ],
  [
    'known tokens beside unknown ones',
    { attempts: [brokenAttempt({ end: 'timeout' }), attemptOf()] },
    '21:04:11 c3f9 simple_tools -> execution claude-haiku-5-5 200 1.2k in (1.1k cached) 84 out (usage of 1 unknown) 640 ms $0.0042, saved $0.0110',
  ],
  [
    'a turn that made no call',
    { status: 413, attempts: [] },
    '21:04:11 c3f9 simple_tools -> execution claude-haiku-5-5 413 640 ms',
  ],
  [
    'that routing cost more, where it did',
    { bill: { costNanoUsd: 4_200_000, baselineNanoUsd: 2_100_000, savedNanoUsd: -2_100_000 } },
    `${usual} $0.0042, cost $0.0021 more`,
  ],
  ['that nothing was saved', { bill: { costNanoUsd: 4_200_000, savedNanoUsd: 0 } }, `${usual} $0.0042, saved $0.0000`],
  ['a cost whose baseline is unknown', { bill: { costNanoUsd: 4_200_000 } }, `${usual} $0.0042, saving unknown`],
  ['an unknown cost as unknown', { bill: { baselineNanoUsd: 2_100_000 } }, `${usual} cost unknown`],
  [
    'what kept a turn that the rule would have let go',
    { decision: stayedDecision(), ...opus },
    '21:04:11 c3f9 simple_tools, stayed: going costs $0.047, saves $0.003 -> reasoning claude-opus-5-5 200 ' +
      '1.2k in (1.1k cached) 84 out 640 ms $0.0042, saved $0.0110',
  ],
];

describe('the turn log as text', () => {
  it.each(texts)('says %s', (_what, overrides, line) => {
    const event = turnEvent(overrides);
    const { status: _unknown, ...withoutStatus } = event;
    const unreached = event.attempts.at(-1)?.end === 'unreachable';
    expect(linesOf(unreached ? withoutStatus : event, { format: 'text' })).toEqual([line]);
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1k'],
    [1_049, '1k'],
    [1_050, '1.1k'],
    [999_949, '999.9k'],
    [999_950, '1M'],
    [1_250_000, '1.3M'],
  ])('writes %i tokens as %s', (outputTokens, text) => {
    const usage = { inputTokens: 5, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const [line] = linesOf(turnEvent({ attempts: [attemptOf({ usage })] }), { format: 'text' });
    expect(line).toContain(` 200 5 in ${text} out `);
  });

  it.each([
    ['margin', 'going costs $0.047, saves $0.003: within the margin'],
    ['account', 'going costs $0.047, saves $0.003, but the account does not allow it'],
    ['lapse', 'going costs $0.047, saves $0.003, but the cache here may lapse meanwhile'],
    ['unpriced', 'execution or the model asked for has no price'],
  ] as const)('says what stands against going: %s', (staysBecause, text) => {
    const [line] = linesOf(turnEvent({ decision: stayedDecision({ staysBecause }) }), { format: 'text' });
    expect(line).toContain(` simple_tools, stayed: ${text} -> reasoning `);
  });

  it('says that a cost is unknown where there is no bill', () => {
    const { bill: _unknown, ...event } = turnEvent();
    expect(linesOf(event, { format: 'text' })).toEqual([`${usual} cost unknown`]);
  });

  it('keeps to one line whatever a client calls its model', () => {
    const model = `x\n21:04:12 forged\u001b[2J\u202e${'y'.repeat(200)}`;
    const [line] = linesOf(turnEvent({ decision: decisionOf({ model }) }), { format: 'text' });
    expect(line).toContain(`-> execution x?21:04:12 forged?[2J?${'y'.repeat(57)}… 200`);
  });

  it('is coloured when asked', () => {
    const [line] = linesOf(turnEvent(), { format: 'text', color: true });
    expect(line).toContain('\u001b[36mexecution\u001b[39m claude-haiku-5-5 \u001b[32m200\u001b[39m');
  });
});

describe('the turn log as JSON', () => {
  it('holds the documented fields, and nothing else', () => {
    const startedAtMs = Date.UTC(2026, 10, 22, 21, 4, 11);
    expect(linesOf(turnEvent({ startedAtMs, groupId: 'group-1' }), { format: 'json' })).toEqual([
      '{"level":"info","time":"2026-11-22T21:04:11.640Z","turn":"turn-1","conversation":"conversation-c3f9",' +
        '"group":"group-1","place":"next","mode":"route","client":"claude-code","requestedModel":"claude-opus-5-5",' +
        '"tier":"execution","model":"claude-haiku-5-5","reason":"simple_tools","ruleReason":"simple_tools",' +
        '"wouldAllow":["execution","reasoning"],"toolKeys":["Bash:git status"],"servedTier":"execution",' +
        '"servedModel":"claude-haiku-5-5","status":200,"end":"complete","calls":1,"escalations":0,' +
        '"callsWithoutUsage":0,"promptTokens":1200,"cacheReadTokens":1100,"cacheWriteTokens":88,"outputTokens":84,' +
        '"costNanoUsd":4200000,"baselineNanoUsd":15200000,"savedNanoUsd":11000000,' +
        '"durationMs":640.4,"firstByteMs":310,"addedMs":0.25,"policyVersion":"policy-1","msg":"turn"}',
    ]);
  });

  it('leaves out what is unknown instead of writing a zero', () => {
    const failed = brokenAttempt({ end: 'upstream_error', errorType: 'overloaded_error' });
    const [line = ''] = linesOf(turnEvent({ attempts: [failed], status: 529 }), { format: 'json' });
    const fields: Record<string, unknown> = JSON.parse(line);
    expect(fields).toMatchObject({ status: 529, end: 'upstream_error', errorType: 'overloaded_error' });
    expect(fields).toMatchObject({ calls: 1, callsWithoutUsage: 1 });
    expect(Object.keys(fields).filter((name) => name.endsWith('Tokens'))).toEqual([]);
  });

  it('holds the quotes and what kept the turn', () => {
    const prompt = { promptTokens: 900, latencyIsPrior: true };
    const quotes = [
      {
        tier: 'reasoning',
        model: 'claude-opus-5-5',
        ...prompt,
        cachedTokens: 800,
        costNanoUsd: 5,
        latencyMs: 9,
        latencyIsPrior: true,
      },
      { tier: 'execution', model: 'claude-haiku-5-5', ...prompt, cachedTokens: 0 },
    ];
    const decision = { ...stayedDecision(), quotes };
    const [line = ''] = linesOf(turnEvent({ decision, ...opus }), { format: 'json' });
    expect(JSON.parse(line)).toMatchObject({
      staysBecause: 'dearer',
      quotes: [
        { tier: 'reasoning', ...prompt, cachedTokens: 800, costNanoUsd: 5, latencyMs: 9 },
        { tier: 'execution', ...prompt, cachedTokens: 0 },
      ],
    });
  });

  it('leaves money out where it is unknown', () => {
    const { bill: _unknown, ...event } = turnEvent();
    const fields: Record<string, unknown> = JSON.parse(linesOf(event, { format: 'json' })[0] ?? '');
    expect(Object.keys(fields).filter((name) => name.endsWith('NanoUsd'))).toEqual([]);
  });

  it('tells what the cache missed, and why', () => {
    const [line = ''] = linesOf(turnEvent({ bill: { missed: { lapsed: 9_000 } } }), { format: 'json' });
    expect(JSON.parse(line)).toMatchObject({ missed: { lapsed: 9_000 } });
  });

  it('counts escalations', () => {
    const attempts = [attemptOf(), attemptOf({ purpose: 'escalation' })];
    const [line = ''] = linesOf(turnEvent({ attempts }), { format: 'json' });
    expect(JSON.parse(line)).toMatchObject({ calls: 2, escalations: 1, promptTokens: 2_400 });
  });
});

describe('the turn log', () => {
  it.each(['text', 'json'] as const)('names no user in %s', (format) => {
    expect(linesOf(turnEvent(), { format }).join()).not.toContain('user-hash');
  });

  it.each([
    ['text', '2 turns were not logged: disk full'],
    ['json', '{"level":"warn","lost":2,"because":"disk full","msg":"turns were not logged"}'],
  ] as const)('never throws, and says in %s how many lines it lost', (format, notice) => {
    const lines: string[] = [];
    let broken = true;
    const log = createTurnLog({
      format,
      write: (line) => {
        if (broken) throw new Error('disk full');
        lines.push(line);
      },
    });
    log.tell(turnEvent());
    log.tell(turnEvent());
    broken = false;
    log.tell(turnEvent());
    log.tell(turnEvent());
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe(notice);
  });

  it('survives an event whose times make no sense', () => {
    const lines = linesOf(turnEvent({ startedAtMs: Number.NaN }), { format: 'json' });
    expect(lines).toEqual([]);
  });
});

function linesOf(event: TurnEvent, options: TurnLogOptions): readonly string[] {
  const lines: string[] = [];
  createTurnLog({ ...options, write: (line) => lines.push(line) }).tell(event);
  return lines;
}
