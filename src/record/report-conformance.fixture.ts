import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoreUnderTest } from './conformance.fixture.ts';
import { attemptOf, decisionOf, pingEvent, turnEvent } from './event.fixture.ts';
import type { TurnRecord } from './record.ts';

const forever = { keepDays: Number.POSITIVE_INFINITY };
const sonnet = 'claude-sonnet-5-5';
const plain = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** What every store must report. Each test writes and reads in an hour of its own. */
export function describeReport(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`the report of ${name}`, () => {
    let store: StoreUnderTest;
    let record: TurnRecord;
    beforeAll(async () => {
      store = await make();
      record = await store.open(forever);
    });
    afterAll(async () => {
      await record.close();
      await store.destroy();
    });

    it('sums money up in all and in groups, and says how many turns each sum leaves out', async () => {
      const { span, atMs } = nextHour();
      const bill = { costNanoUsd: 30, baselineNanoUsd: 100, savedNanoUsd: 70 };
      const dearer = { costNanoUsd: 7, baselineNanoUsd: 5, savedNanoUsd: -2 };
      const home = { servedTier: 'reasoning', servedModel: sonnet, client: 'other' };
      record.sink.tell(turnEvent({ startedAtMs: atMs, bill }));
      record.sink.tell(turnEvent({ startedAtMs: atMs + 1, bill: dearer }));
      record.sink.tell(turnEvent({ startedAtMs: atMs + 2, conversationId: 'two', bill: { costNanoUsd: 3 }, ...home }));
      record.sink.tell(turnEvent({ startedAtMs: atMs + 3, ...home }));
      await record.flush();
      const { groups, ...report } = await record.query.report(span);
      const known = { unbilledTurns: 0, turnsOfUnknownCost: 0, turnsOfUnknownSaving: 0 };
      const away = {
        ...known,
        turns: 2,
        costNanoUsd: 37,
        baselineNanoUsd: 105,
        savedNanoUsd: 68,
        comparedNanoUsd: 105,
      };
      const stayed = { unbilledTurns: 0, turns: 2, costNanoUsd: 3, turnsOfUnknownCost: 1, turnsOfUnknownSaving: 2 };
      expect(report).toMatchObject({
        ...{ conversations: 2, firstAtMs: atMs, lastAtMs: atMs + 3, netSavedNanoUsd: 68 },
        turns: { ...away, turns: 4, costNanoUsd: 40, turnsOfUnknownCost: 1, turnsOfUnknownSaving: 2 },
      });
      expect(groups.tier).toStrictEqual([
        { name: 'execution', ...away },
        { name: 'reasoning', ...stayed },
      ]);
      expect(groups.model.map((group) => group.name)).toEqual(['claude-haiku-5-5', sonnet]);
      expect(groups.client.map((group) => group.name)).toEqual(['claude-code', 'other']);
      expect(groups.reason).toMatchObject([{ name: 'simple_tools', turns: 4 }]);
    });

    it('knows nothing of an empty span, which is not zero', async () => {
      const { span } = nextHour();
      expect(await record.query.report(span)).toStrictEqual({
        conversations: 0,
        turns: { turns: 0, unbilledTurns: 0, turnsOfUnknownCost: 0, turnsOfUnknownSaving: 0 },
        groups: { tier: [], model: [], reason: [], client: [] },
        wouldHaveGone: 0,
        pings: { pings: 0, pingsOfUnknownCost: 0 },
        pingGroups: [],
        escalatedTurns: 0,
        hedges: 0,
        discarded: [],
        misses: [],
        uncached: [],
        unpriced: [],
      });
    });

    it('tells a turn that was not billed from one whose cost is unknown', async () => {
      const { span, atMs } = nextHour();
      const { usage: _none, ...call } = attemptOf();
      record.sink.tell(turnEvent({ startedAtMs: atMs, attempts: [{ ...call, end: 'upstream_error', status: 529 }] }));
      record.sink.tell(turnEvent({ startedAtMs: atMs, attempts: [{ ...call, end: 'cut' }] }));
      record.sink.tell(turnEvent({ startedAtMs: atMs, attempts: [attemptOf({ model: 'no-such-model' })] }));
      await record.flush();
      expect(await record.query.report(span)).toMatchObject({
        turns: { turns: 3, unbilledTurns: 1, turnsOfUnknownCost: 2 },
        unpriced: [{ model: 'no-such-model', calls: 1 }],
      });
    });

    it('takes pings off what was saved, by model and what became of them', async () => {
      const { span, atMs } = nextHour();
      record.sink.tell(turnEvent({ startedAtMs: atMs, bill: { costNanoUsd: 1, savedNanoUsd: 5_000_000 } }));
      record.sink.tellPing?.(pingEvent({ startedAtMs: atMs + 1 }));
      record.sink.tellPing?.(pingEvent({ startedAtMs: atMs + 2 }));
      const failed = attemptOf({ purpose: 'ping', model: sonnet, startedAtMs: atMs + 3, end: 'timeout' });
      record.sink.tellPing?.(pingEvent({ attempt: failed, kept: [] }));
      await record.flush();
      expect(await record.query.report(span)).toMatchObject({
        netSavedNanoUsd: 3_000_000,
        pings: { pings: 3, costNanoUsd: 2_000_000, pingsOfUnknownCost: 1 },
        pingGroups: [
          { model: 'claude-opus-5-5', outcome: 'kept', pings: 2, costNanoUsd: 2_000_000 },
          { model: sonnet, outcome: 'timeout', pings: 1, pingsOfUnknownCost: 1 },
        ],
      });
    });

    it('counts escalations, and prices the replies that nobody saw', async () => {
      const { span, atMs } = nextHour();
      const usage = { ...plain, inputTokens: 1_000, outputTokens: 100 };
      const verdict = { reason: 'repeated_call' };
      const discarded = attemptOf({ startedAtMs: atMs, usage, verdict });
      const escalation = attemptOf({ startedAtMs: atMs, purpose: 'escalation', tier: 'reasoning', model: sonnet });
      record.sink.tell(turnEvent({ startedAtMs: atMs, attempts: [discarded, escalation] }));
      const { usage: _none, ...silent } = discarded;
      record.sink.tell(turnEvent({ startedAtMs: atMs, attempts: [{ ...silent, end: 'given_up' }, escalation] }));
      await record.flush();
      expect(await record.query.report(span)).toMatchObject({
        escalatedTurns: 2,
        discarded: [
          {
            ...{ verdict: 'repeated_call', model: 'claude-haiku-5-5', replies: 2 },
            // 1,000 tokens at $0.10 a million and 100 at $0.50.
            ...{ costNanoUsd: 150_000, repliesOfUnknownCost: 1 },
          },
        ],
      });
    });

    it('says which tokens were missed and what they cost beyond reading them, at own prices where there are some', async () => {
      const { span, atMs } = nextHour();
      const usage = { ...plain, cacheWriteTokens: 10_000 };
      const answer = attemptOf({ startedAtMs: atMs, model: sonnet, usage });
      const missed = { lapsed: 8_000, model_switched: 1_000 };
      record.sink.tell(turnEvent({ startedAtMs: atMs, attempts: [answer], bill: { missed } }));
      const unpriced = { ...answer, model: 'no-such-model' };
      record.sink.tell(turnEvent({ startedAtMs: atMs, attempts: [unpriced], bill: { missed: { lapsed: 500 } } }));
      await record.flush();
      const { misses } = await record.query.report(span);
      expect(misses).toStrictEqual([
        { reason: 'lapsed', turns: 2, tokens: 8_500, costNanoUsd: 8_000 * 2_400, tokensOfUnknownCost: 500 },
        { reason: 'model_switched', turns: 1, tokens: 1_000, costNanoUsd: 1_000 * 2_400, tokensOfUnknownCost: 0 },
      ]);
      const prices = { inputPicoUsd: 0, outputPicoUsd: 0, cacheWrite1hPicoUsd: 0, cacheReadPicoUsd: 0 };
      const own = { bands: [{ ...prices, cacheWrite5mPicoUsd: 1_000_000 }], effectiveFrom: '1970-01-01' };
      const row = { model: sonnet, source: 'test', checkedOn: '2026-11-25', ...own };
      expect((await record.query.report(span, [row])).misses[0]).toMatchObject({ costNanoUsd: 8_000_000 });
    });

    it('says what clients that set no cache breakpoints could have saved at most', async () => {
      const { span, atMs } = nextHour();
      const decision = decisionOf({ tier: 'reasoning', model: sonnet });
      const turn = (inputTokens: number, again?: number, client = 'plain') => {
        const usage = { ...plain, inputTokens };
        const missed = again === undefined ? {} : { no_breakpoint: again };
        const attempts = [attemptOf({ startedAtMs: atMs, model: sonnet, usage })];
        record.sink.tell(turnEvent({ startedAtMs: atMs, client, decision, attempts, bill: { missed } }));
      };
      turn(10_000);
      turn(11_000, 10_000);
      turn(300, 200, 'short prompts');
      turn(20_000, undefined, 'one turn only');
      await record.flush();
      // $2 a million in full, $2.50 written, $0.10 read.
      const avoidableNanoUsd = 10_000 * (2_000 - 2_500) + 10_000 * (2_000 - 100) + 1_000 * (2_000 - 2_500);
      expect((await record.query.report(span)).uncached).toStrictEqual([
        { client: 'plain', turns: 2, tokens: 10_000, avoidableNanoUsd, turnsOfUnknownCost: 0 },
      ]);
    });

    it('counts what observing would have sent elsewhere', async () => {
      const { span, atMs } = nextHour();
      const served = { servedTier: 'as_asked', servedModel: sonnet, mode: 'observe' } as const;
      record.sink.tell(turnEvent({ startedAtMs: atMs, ...served }));
      record.sink.tell(turnEvent({ startedAtMs: atMs, ...served, decision: decisionOf({ tier: 'reasoning' }) }));
      record.sink.tell(turnEvent({ startedAtMs: atMs }));
      await record.flush();
      expect(await record.query.report(span)).toMatchObject({ wouldHaveGone: 1, turns: { turns: 3 } });
    });
  });
}

let hours = 0;

/** An hour that no other test uses, at today's prices. */
function nextHour() {
  hours += 1;
  const atMs = Date.UTC(2026, 10, 25) + hours * 3_600_000;
  return { atMs, span: { sinceMs: atMs, untilMs: atMs + 3_600_000 } };
}
