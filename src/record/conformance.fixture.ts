import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TurnEvent } from '../core/index.ts';
import { anyTurnEvent } from './any-event.fixture.ts';
import { attemptOf, decisionOf, turnEvent } from './event.fixture.ts';
import type { TurnRecord } from './record.ts';

/** One store, empty at first. */
export interface StoreUnderTest {
  /** Opens a record on the store; called again, another one on the same store. */
  open(options: { readonly keepDays: number; readonly now?: () => number }): Promise<TurnRecord>;
  destroy(): Promise<void>;
}

const noPings = { pings: 0, pingsOfUnknownCost: 0 };
const dayMs = 24 * 60 * 60 * 1_000;
const forever = { keepDays: Number.POSITIVE_INFINITY };

/** What every store must do. Each test writes and reads in a second of its own. */
export function describeTurnRecord(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`the turn record in ${name}`, () => {
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

    it('gives back every turn exactly as it was told', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyTurnEvent, { minLength: 1, maxLength: 20 }), async (any) => {
          const second = nextSecond();
          const events = any.map((event, index) => ({
            ...event,
            turnId: randomUUID(),
            startedAtMs: second.sinceMs + index / 3,
          }));
          for (const event of events) record.sink.tell(event);
          await record.flush();
          expect(await record.query.turns({ ...second, order: 'oldest' })).toStrictEqual(events);
        }),
      );
    });

    it('keeps unknown apart from zero', async () => {
      const second = nextSecond();
      const none = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
      const events = [
        turnEvent({ startedAtMs: second.sinceMs, attempts: [withoutUsage()] }),
        turnEvent({ startedAtMs: second.sinceMs + 1, attempts: [attemptOf({ usage: none })] }),
      ];
      for (const event of events) record.sink.tell(event);
      await record.flush();
      expect(await record.query.turns({ ...second, order: 'oldest' })).toStrictEqual(events);
    });

    it('reads the newest turns first, or the oldest, up to the limit', async () => {
      const second = nextSecond();
      for (const after of [3, 1, 2]) record.sink.tell(turnEvent({ startedAtMs: second.sinceMs + after }));
      await record.flush();
      expect(millisecondsOf(await record.query.turns({ ...second, limit: 2 }))).toEqual([3, 2]);
      expect(millisecondsOf(await record.query.turns({ ...second, order: 'oldest', limit: 2 }))).toEqual([1, 2]);
    });

    it('reads one conversation, and a span from its beginning up to its end', async () => {
      const { sinceMs, limit } = nextSecond();
      for (const after of [1, 2, 3]) {
        record.sink.tell(turnEvent({ startedAtMs: sinceMs + after, conversationId: 'one' }));
      }
      record.sink.tell(turnEvent({ startedAtMs: sinceMs + 2, conversationId: 'other' }));
      await record.flush();
      const span = { sinceMs: sinceMs + 2, untilMs: sinceMs + 3, limit };
      expect(millisecondsOf(await record.query.turns({ conversationId: 'one', limit }))).toEqual([3, 2, 1]);
      const [last] = await record.query.turns({ conversationId: 'one', limit: 1 });
      expect(await record.query.turns({ turnId: last?.turnId ?? '', limit })).toStrictEqual([last]);
      expect(await record.query.turns({ turnId: 'no-such-turn', limit })).toEqual([]);
      expect(millisecondsOf(await record.query.turns({ conversationId: 'one', ...span }))).toEqual([2]);
      expect(millisecondsOf(await record.query.turns(span))).toEqual([2, 2]);
    });

    it('reads the attempts of more turns than fit into one question', async () => {
      const second = nextSecond();
      const events = Array.from({ length: 2_100 }, (_, index) =>
        turnEvent({ startedAtMs: second.sinceMs + index / 2_100 }),
      );
      for (const event of events) record.sink.tell(event);
      await record.flush();
      expect(await record.query.turns({ ...second, order: 'oldest' })).toStrictEqual(events);
    });

    it('reads any number of turns in batches, oldest first, each once, also where many began at the same time', async () => {
      const second = nextSecond();
      const { sinceMs, untilMs } = second;
      const events = Array.from({ length: 1_300 }, (_, index) =>
        turnEvent({
          startedAtMs: sinceMs + Math.floor(index / 700),
          turnId: `batch-${String(index).padStart(5, '0')}`,
        }),
      );
      for (const event of events.toReversed()) record.sink.tell(event);
      await record.flush();
      const batches: (readonly TurnEvent[])[] = [];
      for await (const batch of record.query.batches({ sinceMs, untilMs })) batches.push(batch);
      expect(batches.flat()).toStrictEqual(events);
      expect(batches.map((batch) => batch.length)).toEqual([500, 500, 300]);
    });

    it('has no batch where there is no turn', async () => {
      for await (const batch of record.query.batches({ sinceMs: 9e15 })) expect(batch).toBe('nothing');
    });

    it('refuses a limit that is no positive integer', async () => {
      await expect(record.query.turns({ limit: 0 })).rejects.toThrow(RangeError);
      await expect(record.query.turns({ limit: Number.NaN })).rejects.toThrow(RangeError);
    });

    it('totals turns by what was decided and served, largest group first', async () => {
      const second = nextSecond();
      const startedAtMs = second.sinceMs;
      const reasoning = { servedTier: 'reasoning', servedModel: 'claude-opus-5-5' };
      const decision = decisionOf({ tier: 'reasoning', model: 'claude-opus-5-5', reason: 'user_request' });
      record.sink.tell(turnEvent({ startedAtMs, decision, ...reasoning }));
      record.sink.tell(turnEvent({ startedAtMs }));
      record.sink.tell(turnEvent({ startedAtMs }));
      await record.flush();
      const execution = { servedTier: 'execution', servedModel: 'claude-haiku-5-5' };
      expect((await record.query.totals(second)).turns).toEqual([
        { tier: 'execution', model: 'claude-haiku-5-5', reason: 'simple_tools', ...execution, turns: 2 },
        { tier: 'reasoning', model: 'claude-opus-5-5', reason: 'user_request', ...reasoning, turns: 1 },
      ]);
    });

    it('totals tokens by attempt, and says how many attempts it knows nothing of', async () => {
      const second = nextSecond();
      const startedAtMs = second.sinceMs;
      const escalation = attemptOf({ purpose: 'escalation', tier: 'reasoning', model: 'claude-opus-5-5' });
      record.sink.tell(turnEvent({ startedAtMs, attempts: [attemptOf(), escalation] }));
      record.sink.tell(turnEvent({ startedAtMs, attempts: [attemptOf()] }));
      record.sink.tell(turnEvent({ startedAtMs, attempts: [withoutUsage()] }));
      record.sink.tell(turnEvent({ startedAtMs, attempts: [{ ...withoutUsage(), model: 'unknown-model' }] }));
      await record.flush();
      const once = { inputTokens: 12, outputTokens: 84, cacheReadTokens: 1_100, cacheWriteTokens: 88 };
      const twice = { inputTokens: 24, outputTokens: 168, cacheReadTokens: 2_200, cacheWriteTokens: 176 };
      const execution = { purpose: 'turn', tier: 'execution' };
      const reasoning = { purpose: 'escalation', tier: 'reasoning', model: 'claude-opus-5-5' };
      expect((await record.query.totals(second)).tokens).toEqual([
        { ...execution, model: 'claude-haiku-5-5', attempts: 3, attemptsWithoutUsage: 1, ...twice },
        { ...reasoning, attempts: 1, attemptsWithoutUsage: 0, ...once },
        { ...execution, model: 'unknown-model', attempts: 1, attemptsWithoutUsage: 1 },
      ]);
    });

    it('totals money, signed, and says how many turns it knows nothing of', async () => {
      const second = nextSecond();
      const startedAtMs = second.sinceMs;
      const large = {
        costNanoUsd: 3_000_000_000_001,
        baselineNanoUsd: 5_000_000_000_000,
        savedNanoUsd: 1_999_999_999_999,
      };
      const dearer = { costNanoUsd: 7, baselineNanoUsd: 5, savedNanoUsd: -2 };
      for (const bill of [large, dearer, { costNanoUsd: 1 }, { baselineNanoUsd: 10 }]) {
        record.sink.tell(turnEvent({ startedAtMs, bill }));
      }
      record.sink.tell(turnEvent({ startedAtMs }));
      await record.flush();
      expect((await record.query.totals(second)).money).toStrictEqual({
        turns: 5,
        costNanoUsd: 3_000_000_000_009,
        turnsOfUnknownCost: 2,
        baselineNanoUsd: 5_000_000_000_015,
        savedNanoUsd: 1_999_999_999_997,
        turnsOfUnknownSaving: 3,
        netSavedNanoUsd: 1_999_999_999_997,
        ...noPings,
      });
    });

    it('totals of nothing known are absent, not zero', async () => {
      const second = nextSecond();
      record.sink.tell(turnEvent({ startedAtMs: second.sinceMs }));
      await record.flush();
      const unknown = { turnsOfUnknownCost: 1, turnsOfUnknownSaving: 1 };
      expect((await record.query.totals(second)).money).toStrictEqual({ turns: 1, ...unknown, ...noPings });
    });

    it('totals only the turns of the span', async () => {
      const { sinceMs } = nextSecond();
      for (const after of [1, 2, 3]) record.sink.tell(turnEvent({ startedAtMs: sinceMs + after }));
      await record.flush();
      const totals = await record.query.totals({ sinceMs: sinceMs + 2, untilMs: sinceMs + 3 });
      expect(totals.turns.map((group) => group.turns)).toEqual([1]);
      expect(totals.tokens.map((group) => group.attempts)).toEqual([1]);
    });

    it('keeps the first telling of a turn that is told twice', async () => {
      const second = nextSecond();
      const event = turnEvent({ startedAtMs: second.sinceMs });
      const { failed } = record.stats();
      record.sink.tell(event);
      record.sink.tell({ ...event, client: 'other', attempts: [attemptOf({ model: 'other' })] });
      await record.flush();
      expect(await record.query.turns(second)).toStrictEqual([event]);
      expect(record.stats()).toMatchObject({ failed, pending: 0 });
    });

    it('gives up only the turn that the store refuses, and counts it', async () => {
      const second = nextSecond();
      const startedAtMs = second.sinceMs;
      const good = [turnEvent({ startedAtMs }), turnEvent({ startedAtMs: startedAtMs + 1 })];
      const before = record.stats();
      const bad = turnEvent({ startedAtMs, attempts: [attemptOf({ durationMs: Number.NaN })] });
      for (const event of [good[0], bad, good[1]]) record.sink.tell(event ?? bad);
      await record.flush();
      const after = record.stats();
      expect([after.written - before.written, after.failed - before.failed, after.pending]).toEqual([2, 1, 0]);
      expect(await record.query.turns({ ...second, order: 'oldest' })).toStrictEqual(good);
    });

    it('writes what is pending when it closes, drops what comes later, and answers no more', async () => {
      const second = nextSecond();
      const event = turnEvent({ startedAtMs: second.sinceMs });
      const closing = await store.open(forever);
      closing.sink.tell(event);
      await closing.close();
      closing.sink.tell(turnEvent());
      expect(closing.stats()).toMatchObject({ written: 1, pending: 0, dropped: 1 });
      await expect(closing.query.totals({})).rejects.toMatchObject({ code: 'closed' });
      expect(await record.query.turns(second)).toStrictEqual([event]);
    });

    it('takes turns from two records at once', async () => {
      const second = nextSecond();
      const other = await store.open(forever);
      const events = Array.from({ length: 40 }, (_, index) => turnEvent({ startedAtMs: second.sinceMs + index }));
      events.forEach((event, index) => {
        (index % 2 === 0 ? record : other).sink.tell(event);
      });
      await Promise.all([record.flush(), other.flush()]);
      await other.close();
      expect(await record.query.turns({ ...second, order: 'oldest' })).toStrictEqual(events);
    });

    it('deletes turns and their attempts once they are older than it keeps them', async () => {
      const own = await make();
      const writing = await own.open(forever);
      const nowMs = Date.UTC(2026, 5, 1);
      const old = Array.from({ length: 2_100 }, () => turnEvent({ startedAtMs: nowMs - 30 * dayMs - 1 }));
      const kept = turnEvent({ startedAtMs: nowMs - 30 * dayMs });
      for (const event of [...old, kept]) writing.sink.tell(event);
      await writing.flush();
      const keeping = await own.open({ keepDays: 30, now: () => nowMs });
      await vi.waitFor(async () => expect(await writing.query.turns({ limit: 9 })).toStrictEqual([kept]), 10_000);
      const again = turnEvent({ turnId: old[0]?.turnId ?? '', startedAtMs: nowMs, attempts: [] });
      writing.sink.tell(again);
      await writing.flush();
      expect(await writing.query.turns({ limit: 1 })).toStrictEqual([again]);
      await Promise.all([keeping.close(), writing.close()]);
      await own.destroy();
    });
  });
}

let seconds = 0;

/** A second of time that no other test uses, as a filter for the turns in it. */
function nextSecond() {
  seconds += 1;
  return { sinceMs: seconds * 1_000, untilMs: (seconds + 1) * 1_000, limit: 10_000 };
}

function millisecondsOf(events: readonly { readonly startedAtMs: number }[]): readonly number[] {
  return events.map((event) => event.startedAtMs % 1_000);
}

function withoutUsage() {
  const { usage: _unknown, ...attempt } = attemptOf();
  return attempt;
}
