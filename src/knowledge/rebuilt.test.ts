import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reasoningTier, type TurnEvent } from '../core/index.ts';
import { type BegunTurn, haiku, type PlayedTurn, setUp, sonnet, startMs } from './play.fixture.ts';
import { toModel } from './prompt.fixture.ts';

/** One step of a day: a new conversation, or a request that goes on from (or repeats) one sent before. */
const step = fc.record({
  /** Which transcript sent before it goes on from; none: a new one. */
  from: fc.option(fc.nat(20), { nil: undefined }),
  appends: fc.constantFrom(0, 2, 2, 2, 4),
  /** Fewer messages of what it goes on from: a fork. */
  back: fc.constantFrom(0, 0, 0, 2),
  word: fc.constantFrom('p', 'q'),
  scope: fc.constantFrom('', '', 's1'),
  model: fc.constantFrom(sonnet, haiku, 'claude-haiku-4-5', 'claude-unheard-of'),
  end: fc.constantFrom('complete', 'complete', 'complete', 'cut', 'upstream_error', 'client_gone'),
  gapMs: fc.constantFrom(0, 1_000, 40_000, 290_000, 400_000),
  simple: fc.boolean(),
  hourly: fc.boolean(),
  toolKey: fc.constantFrom('Read', 'Bash:ls', undefined),
  tokensEach: fc.constantFrom(100, 3_000),
  sideCall: fc.constantFrom(undefined, undefined, undefined, 'title'),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The turns of a day. */
function turnsOf(steps: readonly Step[]): readonly PlayedTurn[] {
  const sent: { messages: readonly string[]; scope: string }[] = [];
  let atMs = startMs;
  return steps.map((one, index) => {
    const before = one.from === undefined ? undefined : sent[one.from % Math.max(1, sent.length)];
    const kept = before?.messages.slice(0, Math.max(1, before.messages.length - one.back)) ?? [`new${index}`];
    const messages = [...kept, ...Array.from({ length: before === undefined ? 0 : one.appends }, () => one.word)];
    const scope = before?.scope ?? one.scope;
    sent.push({ messages, scope });
    atMs += one.gapMs;
    const isWhole = one.end === 'complete';
    const { model, end, simple, hourly, toolKey, sideCall } = one;
    const fit = { thinking: 'asked', effort: index % 2 === 0 ? 'asked' : 'omitted' } as const;
    const usage = isWhole
      ? {
          inputTokens: 7,
          outputTokens: 40 + index,
          cacheReadTokens: 0,
          cacheWriteTokens: messages.length * one.tokensEach,
        }
      : null;
    return {
      ...{ messages: messages.join(' '), scope, atMs, model, end, simple, hourly, usage, fit },
      replyCallIds: isWhole ? [`call${index}`] : [],
      answeredCallIds: [`call${index - 1}`],
      ...(toolKey === undefined ? {} : { toolKey }),
      ...(sideCall === undefined ? {} : { sideCall }),
    };
  });
}

/** What a base knows of the next request after each turn of a day, as plain data. The ids of new conversations are its own. */
function knownNext(begin: (turn: PlayedTurn) => BegunTurn, turns: readonly PlayedTurn[]) {
  const atMs = (turns.at(-1)?.atMs ?? startMs) + 20_000;
  return turns.map((turn, index) => {
    const { known } = begin({
      ...turn,
      messages: `${turn.messages} reply${index} result${index}`,
      answeredCallIds: [`call${index}`],
      atMs,
    });
    const { economy, ...knowledge } = known.knowledge;
    if (economy === undefined) throw new Error('no economy');
    const { pooled, baselineOf, cacheOf, latencyOf, ...plain } = economy;
    const home = { tier: reasoningTier, model: sonnet, edits: [] };
    const caches = [sonnet, haiku].map((model) => cacheOf({ tier: 'any', model, edits: toModel(model) }));
    const ofTools = ['Read', 'Bash:ls'].map((key) => pooled([{ key, simple: true, isError: false }]));
    return {
      place: known.place,
      conversation: known.place === 'next' || known.place === 'retry' ? known.conversationId : 'new',
      parent: known.parentConversationId?.startsWith('later') ? 'new' : known.parentConversationId,
      knowledge,
      plain,
      ...{ caches, ofTools, baseline: baselineOf(home), latency: [sonnet, haiku].map((model) => latencyOf?.(model)) },
    };
  });
}

/** A base that is told what the record holds of these events. */
function rebuiltFrom(events: readonly TurnEvent[]) {
  const rebuilt = setUp('later');
  for (const event of events) rebuilt.base.learn(JSON.parse(JSON.stringify(event)));
  return rebuilt;
}

test('what is rebuilt from the record equals what lived: caches, accounts, statistics, fits, places', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const turns = turnsOf(steps);
      const live = setUp();
      const events = turns.map(live.play);
      const next = knownNext(rebuiltFrom(events).begin, turns);
      const lived = knownNext(live.begin, turns).map((one) => ({ ...one, parent: parentName(one.parent, events) }));
      expect(next.map((one) => ({ ...one, parent: parentName(one.parent, events) }))).toEqual(lived);
    }),
    { numRuns: 300 },
  );
});

function parentName(parent: string | undefined, events: readonly TurnEvent[]): string | undefined {
  return parent === undefined || events.some((event) => event.conversationId === parent) ? parent : 'new';
}

test('so it is when turns of different conversations overlap', () => {
  const overlapping = fc.tuple(step, fc.nat(3));
  fc.assert(
    fc.property(fc.array(overlapping, { minLength: 1, maxLength: 20 }), (steps) => {
      const turns = turnsOf(steps.map(([one], index) => (index < 4 ? { ...one, from: undefined } : one)));
      const live = setUp();
      const events: TurnEvent[] = [];
      const open: { readonly begun: BegunTurn; readonly messages: string }[] = [];
      const endAt = (index: number) => {
        const [one] = open.splice(index, 1);
        if (one !== undefined) events.push(one.begun.end());
      };
      for (const [index, turn] of turns.entries()) {
        // A client has its reply before it goes on; equal requests in flight at once are told apart by their replies only.
        for (let at = open.length - 1; at >= 0; at--) {
          if (turn.messages.startsWith(open[at]?.messages ?? '')) endAt(at);
        }
        open.push({ begun: live.begin(turn), messages: turn.messages });
        if (open.length > 3) endAt((steps[index]?.[1] ?? 0) % open.length);
      }
      while (open.length > 0) endAt(0);
      const withoutParents = (known: ReturnType<typeof knownNext>) => known.map(({ parent: _parent, ...rest }) => rest);
      expect(withoutParents(knownNext(rebuiltFrom(events).begin, turns))).toEqual(
        withoutParents(knownNext(live.begin, turns)),
      );
    }),
    { numRuns: 300 },
  );
});
