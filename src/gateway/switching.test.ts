import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelTable, type TierTarget } from '../core/index.ts';
import type { Simulator } from '../simulator/index.ts';
import { type Part, refusalWords, sentTo, shapeOf, thinkings } from './fit-contract.fixture.ts';
import { startTestGateway } from './gateway.fixture.ts';
import { type ConversationPlan, type PlayedTurn, playTalk, startTalk, type TurnPlan } from './switching.fixture.ts';

let stage: Simulator;
beforeAll(async () => {
  stage = await startTalk();
});
afterAll(() => stage.close());

const ids = modelTable.map((row) => row.id);

/** The pairs that people run, beside every other. */
const usual: readonly (readonly [from: string, to: string])[] = [
  ['claude-sonnet-5-5', 'claude-haiku-5-5'],
  ['claude-sonnet-5-5', 'claude-haiku-4-5'],
  ['claude-opus-5-5', 'claude-sonnet-5-5'],
  ['claude-opus-5', 'claude-haiku-5-5'],
  ['claude-fable-5-2', 'claude-haiku-5-5'],
  ['claude-sonnet-4-6', 'claude-haiku-4-5'],
  ['claude-sonnet-4-5', 'claude-haiku-4-5'],
  ['claude-sonnet-5-5', 'claude-sonnet-5-5'],
  ['claude-haiku-5-5', 'claude-haiku-5-5'],
];

const anyPair = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...usual) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)) },
);

const anySetting: fc.Arbitrary<Partial<TierTarget>> = fc.constantFrom(
  { effort: 'low' },
  { effort: 'low' },
  { effort: 'max' },
  { thinking: 'disabled' },
  { thinking: 'adaptive' },
  { effort: 'low', inferenceGeo: 'us' },
  {},
);

const rarely = fc.integer({ min: 0, max: 7 }).map((die) => die === 0);

const anyTurn: fc.Arbitrary<TurnPlan> = fc.record({
  away: fc.boolean(),
  forced: rarely,
  interjects: rarely,
  ends: fc.integer({ min: 0, max: 3 }).map((die) => die === 0),
  effort: fc.constantFrom(undefined, undefined, 'low', 'high', 'max'),
});

/** Clients change thinking and effort along the way: a fit that is constant must not follow. */
const anyThinkings = fc.oneof(fc.tuple(fc.nat(99)), fc.tuple(fc.nat(99), fc.nat(99)));

const isBound = ({ what }: Part) => what === 'adaptive, bound';

/** The ways to ask a model for thinking, by numbers that need not be small. */
function thinkingsOf(from: string, version: string, [first, ...later]: readonly [number, ...number[]]) {
  const opening = { what: 'an opening', body: { messages: [{ role: 'user', content: 'Is it?' }] } };
  const taken = thinkings.filter((one) => refusalWords(sentTo(from, shapeOf(version, [one, opening]))) === undefined);
  const pickFrom = (some: typeof taken, index: number) => some[index % some.length] ?? opening;
  const begun = pickFrom(taken, first);
  // `block_binding` that comes in later asks for a lenience which only thinking has a place for: then the fit must follow.
  const alike = taken.filter((one) => isBound(one) === isBound(begun));
  return [begun, ...later.map((index) => pickFrom(alike, index))] as const;
}

const steadyEffort = fc
  .tuple(fc.array(anyTurn, { minLength: 3, maxLength: 9 }), anyTurn)
  .map(([turns, { effort }]) => turns.map((turn) => ({ ...turn, effort })));

const anyPlan: fc.Arbitrary<ConversationPlan> = fc
  .record({
    pair: anyPair,
    setting: anySetting,
    version: fc.constantFrom('2023-06-01', '2026-10-21'),
    thinkings: anyThinkings,
    systemMessage: rarely,
    turns: fc.oneof(steadyEffort, fc.array(anyTurn, { minLength: 3, maxLength: 9 })),
  })
  .map(({ pair: [from, model], setting, thinkings: wanted, ...plan }) => ({
    ...plan,
    from,
    thinkings: thinkingsOf(from, plan.version, wanted),
    target: { tier: 'execution', model, ...setting },
    systemCharacters: 16_000,
    resultCharacters: 20,
  }));

let names = 0;

/**
 * Plays a plan as asked and then with its switches, through a gateway if one is named. The unswitched run says how far the client's own requests go; the
 * switched one must get as far.
 */
async function playBoth(plan: ConversationPlan, switchedTo?: string): Promise<readonly PlayedTurn[]> {
  const home = plan.turns.map((turn) => ({ ...turn, away: false }));
  const to = { url: stage.baseUrl, isGateway: false };
  const unswitched = await playTalk(to, { ...plan, turns: home }, `talk ${++names}`);
  const sound = unswitched.filter(({ refusal }) => refusal === undefined).length;
  const switched = switchedTo === undefined ? to : { url: switchedTo, isGateway: true };
  return playTalk(switched, { ...plan, turns: plan.turns.slice(0, sound) }, `talk ${++names}`);
}

const refusals = (played: readonly PlayedTurn[]) => played.flatMap(({ refusal }) => refusal ?? []);
const missing = (played: readonly PlayedTurn[]) => played.filter((turn) => turn.readTokens < turn.leftTokens);

describe('a conversation switched at random turns', () => {
  it('gets no refusal that it would not get without, and finds in the cache what each tier left there', async () => {
    const seen = { routed: 0, stayed: 0, back: 0, rereadByOther: 0, rereadByAsked: 0 };
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const played = await playBoth(plan);
        expect(refusals(played)).toEqual([]);
        expect(missing(played)).toEqual([]);
        for (const [index, { tier, misfit, leftTokens }] of played.entries()) {
          if (misfit !== undefined) seen.stayed += 1;
          if (tier === 'other') seen.routed += 1;
          if (tier === 'asked' && played[index - 1]?.tier === 'other') seen.back += 1;
          if (leftTokens > 0) seen[tier === 'other' ? 'rereadByOther' : 'rereadByAsked'] += 1;
        }
      }),
      { numRuns: 250 },
    );
    // That each case is met at all; how often is chance.
    for (const [what, count] of Object.entries(seen)) expect([what, count > 10]).toEqual([what, true]);
  });

  it.each(usual)('with every way to ask for thinking, from %s to %s and back', async (from, model) => {
    const turns = [false, true, true, false, true, false].map((away, index) => ({
      away,
      forced: false,
      interjects: index === 4,
      ends: index === 2,
      effort: index < 3 ? undefined : 'high',
    }));
    let routed = 0;
    for (const version of ['2023-06-01', '2026-10-21']) {
      for (const thinking of thinkings) {
        const target = { tier: 'execution', model, effort: 'low' } as const;
        const shape = {
          version,
          thinkings: [thinking] as const,
          systemMessage: false,
          systemCharacters: 16_000,
          resultCharacters: 20,
        };
        const played = await playBoth({ ...shape, from, target, turns });
        expect([thinking.what, refusals(played), missing(played)]).toEqual([thinking.what, [], []]);
        routed += played.filter(({ tier }) => tier === 'other').length;
      }
    }
    expect(routed).toBeGreaterThan(0);
  });

  // Where the prompt has to be converted from the other tokenizer, a tenth of the window is kept free.
  it.each([
    ['claude-sonnet-5-5', 496_000],
    ['claude-sonnet-4-6', 550_000],
  ])(
    'stays on %s once its context has outgrown 200,000 tokens (it begins with %i characters)',
    async (from, systemCharacters) => {
      const seen = { fitted: 0, outgrew: 0 };
      const turns = fc.array(fc.record({ away: fc.integer({ min: 0, max: 3 }).map((die) => die > 0) }), {
        minLength: 7,
        maxLength: 7,
      });
      await fc.assert(
        fc.asyncProperty(turns, async (aways) => {
          const played = await playBoth({
            from,
            target: { tier: 'execution', model: 'claude-haiku-4-5' },
            version: '2026-10-21',
            thinkings: [{ what: 'adaptive', body: { thinking: { type: 'adaptive' } } }],
            systemMessage: false,
            systemCharacters,
            resultCharacters: 12_000,
            turns: aways.map(({ away }) => ({ away, forced: false, interjects: false, ends: false, effort: 'high' })),
          });
          expect([refusals(played), missing(played)]).toEqual([[], []]);
          const misfits = played.map(({ tier, misfit }) => (tier === 'other' ? 'fits' : misfit));
          const outgrewAt = misfits.indexOf('context_window');
          if (outgrewAt !== -1) expect(misfits.slice(outgrewAt)).not.toContain('fits');
          seen.fitted += misfits.filter((misfit) => misfit === 'fits').length;
          seen.outgrew += misfits.filter((misfit) => misfit === 'context_window').length;
        }),
        { numRuns: 6 },
      );
      expect([seen.fitted > 0, seen.outgrew > 0]).toEqual([true, true]);
    },
  );

  it('fares the same through a gateway, which remembers the fit for it', async () => {
    const gateway = await startTestGateway({ baseUrl: stage.baseUrl });
    let routed = 0;
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        gateway.change({ manage: ['*'], tiers: { execution: specOf(plan.target) } });
        const played = await playBoth(plan, gateway.url);
        expect([refusals(played), missing(played)]).toEqual([[], []]);
        expect(played.filter(({ misrouted }) => misrouted)).toEqual([]);
        routed += played.filter(({ tier }) => tier === 'other').length;
      }),
      { numRuns: 60 },
    );
    expect(routed).toBeGreaterThan(50);
    expect(gateway.problems).toEqual([]);
  });
});

function specOf({ tier: _, ...spec }: TierTarget): object {
  return spec;
}
