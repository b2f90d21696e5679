import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planKeeping } from '../../core/index.ts';
import type { KeepWarmSettings } from './keep-warm-settings.ts';
import { always, type FakeReply, noonMs, requestTo, stage, turnOf } from './pinger.fixture.ts';

type Step =
  | { readonly kind: 'turn'; readonly conversation: number; readonly model: string; readonly costNanoUsd: number }
  | { readonly kind: 'begin' | 'end'; readonly conversation: number }
  | { readonly kind: 'pass'; readonly ms: number };

const conversation = fc.nat(4);
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('turn' as const),
      conversation,
      model: fc.constantFrom('claude-sonnet-5-5', 'claude-haiku-5-5'),
      costNanoUsd: fc.nat(2_000_000_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('begin' as const, 'end' as const), conversation }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(900_000) }) },
);

const anySettings: fc.Arbitrary<Partial<KeepWarmSettings>> = fc.record({
  maxExtraPercent: fc.nat(30),
  maxPings: fc.nat(6),
  usdPerDay: fc.constantFrom(0, 0.01, 0.05, 5),
  maxIdleMinutes: fc.nat(60),
  memoryMiB: fc.constantFrom(1, 256),
});

/** Mostly a ping that works: what a reply says it cost is what was set aside. */
const replies: fc.Arbitrary<FakeReply> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ status: 200 }) },
  { weight: 1, arbitrary: fc.constantFrom<FakeReply>({ status: 529 }, { status: 401 }, 'unreachable', 'silent') },
);

describe('on any course of turns and waits', () => {
  it('pings stay within every limit, and none goes out while a turn on its cache is under way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(steps, { maxLength: 30 }),
        anySettings,
        fc.infiniteStream(replies),
        fc.boolean(),
        async (course, settings, streamOfReplies, alwaysPings) => {
          const world = stage({ settings, decide: alwaysPings ? always : planKeeping });
          const { clock, upstream, pings, pinger } = world;
          const underWay = new Map<string, { end(): void }[]>();
          const sentBeside: string[] = [];
          upstream.reply = ({ path }) => {
            if ((underWay.get(path) ?? []).length > 0) sentBeside.push(path);
            const next = streamOfReplies.next();
            return next.done === true ? 'silent' : next.value;
          };
          for (const step of course) {
            if (step.kind === 'pass') {
              await clock.pass(step.ms);
              continue;
            }
            const conversationId = `c${step.conversation}`;
            if (step.kind === 'turn') {
              const { model, costNanoUsd } = step;
              const path = `${conversationId} ${model}`;
              world.turn({ conversationId, model, costNanoUsd }, { ...requestTo(upstream), path });
              continue;
            }
            const path = `${conversationId} claude-sonnet-5-5`;
            const open = underWay.get(path) ?? [];
            underWay.set(path, open);
            if (step.kind === 'begin') open.push(pinger.begin(conversationId, 'claude-sonnet-5-5'));
            else open.pop()?.end();
          }
          await clock.pass(3_600_000);
          const limits = { maxExtraPercent: 10, maxPings: 12, usdPerDay: 5, maxIdleMinutes: 70, ...settings };
          const spent = (events: typeof pings) =>
            events.reduce((sum, { attempt }) => sum + (attempt.costNanoUsd ?? 0), 0);
          expect(sentBeside).toEqual([]);
          expect(spent(pings)).toBeLessThanOrEqual(limits.usdPerDay * 1e9);
          for (const ping of pings) {
            expect(ping.sentBefore).toBeLessThan(limits.maxPings);
            expect(ping.plan.idleMs).toBeLessThanOrEqual(limits.maxIdleMinutes * 60_000);
          }
          expect(pinger.state().heldBytes).toBeLessThanOrEqual((settings.memoryMiB ?? 256) * 1024 * 1024);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a conversation whose pings save nothing pays at most the share of its bill for them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ costNanoUsd: fc.nat(1_000_000_000), waitMs: fc.nat(2_000_000) }), { maxLength: 12 }),
        fc.nat(40),
        async (turns, maxExtraPercent) => {
          const { clock, pings, turn } = stage({ settings: { maxExtraPercent } });
          let bill = 0;
          for (const { costNanoUsd, waitMs } of turns) {
            turn({
              costNanoUsd,
              usage: { inputTokens: 3, outputTokens: 9, cacheReadTokens: 0, cacheWriteTokens: 100_000 },
            });
            bill += costNanoUsd;
            await clock.pass(waitMs);
            const cost = pings.reduce((sum, ping) => sum + (ping.attempt.costNanoUsd ?? 0), 0);
            expect(cost).toBeLessThanOrEqual((bill * maxExtraPercent) / 100);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('nothing is sent after a stop, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(600_000), { maxLength: 8 }), fc.nat(7), async (waits, stopAt) => {
        const { clock, upstream, pinger, turn } = stage();
        let sentAtStop: number | undefined;
        for (const [index, waitMs] of waits.entries()) {
          turn({ conversationId: `c${index % 2}` });
          await clock.pass(waitMs);
          if (index !== stopAt) continue;
          pinger.stop();
          sentAtStop = upstream.sent.length;
          expect(pinger.state()).toMatchObject({ held: 0, heldBytes: 0 });
        }
        await clock.pass(3_600_000);
        if (sentAtStop !== undefined) expect(upstream.sent).toHaveLength(sentAtStop);
      }),
      { numRuns: 60 },
    );
  });

  it('a turn on a cache gives up its ping within the same step, and telling of it takes no wait', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20_000), async (laterMs) => {
        const { clock, upstream, pinger, turn } = stage();
        upstream.reply = () => 'silent';
        turn();
        await clock.pass(285_000);
        const before = upstream.aborted();
        await clock.pass(laterMs);
        const under = pinger.begin('c1', 'claude-sonnet-5-5');
        expect(upstream.aborted()).toBe(before + 1);
        under.end(turnOf({ startedAtMs: noonMs + 285_000 + laterMs }), undefined);
      }),
      { numRuns: 20 },
    );
  });
});
