import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StoreUnderTest } from './conformance.fixture.ts';
import { attemptOf, pingEvent, turnEvent } from './event.fixture.ts';
import type { TurnRecord } from './record.ts';

const forever = { keepDays: Number.POSITIVE_INFINITY };
const dayMs = 24 * 60 * 60 * 1_000;

/** What every store must do with pings. */
export function describePingRecord(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`pings in ${name}`, () => {
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

    it('come back as they were told, oldest first, and are no turns', async () => {
      const { usage: _none, ...broken } = attemptOf({ purpose: 'ping', end: 'timeout', startedAtMs: 1_002 });
      const pings = [pingEvent({ startedAtMs: 1_001 }), pingEvent({ attempt: broken, kept: [] })];
      const other = pingEvent({ startedAtMs: 1_003, conversationId: 'other' });
      const turn = turnEvent({ startedAtMs: 1_000 });
      for (const ping of [other, ...pings.toReversed(), ...pings]) record.sink.tellPing?.(ping);
      record.sink.tell(turn);
      await record.flush();
      const span = { sinceMs: 1_000, untilMs: 2_000, limit: 9 };
      expect(await record.query.pings(span)).toStrictEqual([...pings, other]);
      expect(await record.query.pings({ ...span, limit: 1 })).toStrictEqual(pings.slice(0, 1));
      expect(await record.query.pings({ ...span, conversationId: 'other' })).toStrictEqual([other]);
      expect(await record.query.turns(span)).toStrictEqual([turn]);
      expect((await record.query.totals(span)).tokens.map(({ purpose }) => purpose)).toEqual(['turn']);
      await expect(record.query.pings({ limit: 0 })).rejects.toThrow(RangeError);
    });

    it('come off what was saved', async () => {
      const span = { sinceMs: 2_000, untilMs: 3_000 };
      const bill = { costNanoUsd: 5_000_000, baselineNanoUsd: 8_000_000, savedNanoUsd: 3_000_000 };
      record.sink.tell(turnEvent({ startedAtMs: 2_500, bill }));
      record.sink.tellPing?.(pingEvent({ startedAtMs: 2_100 }));
      record.sink.tellPing?.(pingEvent({ startedAtMs: 2_200 }));
      record.sink.tellPing?.(pingEvent({ attempt: attemptOf({ purpose: 'ping', startedAtMs: 2_300 }) }));
      await record.flush();
      expect((await record.query.totals(span)).money).toStrictEqual({
        turns: 1,
        ...bill,
        turnsOfUnknownCost: 0,
        turnsOfUnknownSaving: 0,
        pings: 3,
        pingNanoUsd: 2_000_000,
        pingsOfUnknownCost: 1,
        netSavedNanoUsd: 1_000_000,
      });
    });

    it('are deleted with the turns of their time', async () => {
      const own = await make();
      const writing = await own.open(forever);
      const nowMs = Date.UTC(2026, 5, 1);
      const kept = pingEvent({ startedAtMs: nowMs - 30 * dayMs });
      for (let count = 0; count < 1_200; count++)
        writing.sink.tellPing?.(pingEvent({ startedAtMs: nowMs - 30 * dayMs - 1 }));
      writing.sink.tellPing?.(kept);
      await writing.flush();
      const keeping = await own.open({ keepDays: 30, now: () => nowMs });
      await vi.waitFor(async () => expect(await writing.query.pings({ limit: 9 })).toStrictEqual([kept]), 10_000);
      await Promise.all([keeping.close(), writing.close()]);
      await own.destroy();
    });
  });
}
