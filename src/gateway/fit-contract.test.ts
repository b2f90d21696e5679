import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Edit, modelTable, type TierTarget } from '../core/index.ts';
import { type ModelRules, modelRules, type Simulator } from '../simulator/index.ts';
import {
  type FittedRequest,
  fittedTo,
  playLoop,
  refusalWords,
  type Sent,
  type Shape,
  sentTo,
  shapeOf,
  shapes,
  startLoop,
  thinkings,
} from './fit-contract.fixture.ts';

const targets = modelTable.map((row) => row.id);
/** A dated id may be asked for too. */
const requested = [...targets, 'claude-sonnet-4-5-20250929'];
const settings: readonly Omit<TierTarget, 'tier' | 'model'>[] = [
  {},
  { effort: 'low' },
  { effort: 'max' },
  { thinking: 'disabled' },
  { thinking: 'adaptive' },
];

const tierOn = (model: string, setting: Omit<TierTarget, 'tier' | 'model'> = {}): TierTarget => ({
  tier: 'execution',
  model,
  ...setting,
});

interface Case {
  readonly shape: Shape;
  readonly from: string;
  readonly to: string;
  readonly request: FittedRequest;
}

/** Requests that their own model accepts, each fitted to every model, with one setting of the tier after the other. */
function makeCases(from: string): readonly Case[] {
  return shapes.flatMap((shape, index) => {
    const sent = sentTo(from, shape);
    if (refusalWords(sent) !== undefined) return [];
    return targets.map((to, place) => {
      const setting = settings[(index + place) % settings.length];
      return { shape, from, to, request: fittedTo(sent, tierOn(to, setting)) };
    });
  });
}

const made = new Map<string, readonly Case[]>();

function casesFrom(from: string): readonly Case[] {
  const cases = made.get(from) ?? makeCases(from);
  made.set(from, cases);
  return cases;
}

const told = ({ shape, from, to }: Case, words: string) => `${from} -> ${to}: ${shape.what}: ${words}`;

/** What the request becomes under edits that need not be core's own. */
function wordsUnder({ request }: Case, edits: readonly Edit[]): string | undefined {
  return refusalWords(request.withEdits(edits));
}

describe('what core says fits', () => {
  it.each(requested)('is accepted by the API, asked of %s', (from) => {
    const refused: string[] = [];
    let accepted = 0;
    for (const one of casesFrom(from)) {
      if (!one.request.fit.fits) continue;
      const words = wordsUnder(one, one.request.fit.edits);
      if (words === undefined) accepted += 1;
      else refused.push(told(one, words));
    }
    expect(refused).toEqual([]);
    expect(accepted).toBeGreaterThan(500);
  });

  it('is accepted on every later turn, whatever that asks, with the first turn’s choice remembered', () => {
    let kept = 0;
    const any = fc.constantFrom(...shapes);
    fc.assert(
      fc.property(
        fc.constantFrom(...requested),
        fc.constantFrom(...targets),
        fc.constantFrom(...settings),
        fc.array(any, { minLength: 2, maxLength: 4 }),
        (from, to, setting, asked) => {
          let memory: Parameters<typeof fittedTo>[2];
          for (const shape of asked) {
            const sent = sentTo(from, shape);
            if (refusalWords(sent) !== undefined) continue;
            const { fit, withEdits } = fittedTo(sent, tierOn(to, setting), memory);
            if (!fit.fits) continue;
            expect(refusalWords(withEdits(fit.edits)), shape.what).toBeUndefined();
            if (memory !== undefined) kept += 1;
            memory ??= fit.memory;
          }
        },
      ),
      { numRuns: 3_000 },
    );
    expect(kept).toBeGreaterThan(500);
  });

  it.each([450_000, 540_000, 600_000, 660_000])(
    'leaves no prompt too long for its window: %d characters',
    (characters) => {
      const system = 'It is as it is. '.repeat(characters / 16);
      const shape = shapeOf('2023-06-01', [
        { what: 'long', body: { system, messages: [{ role: 'user', content: 'Hm?' }] } },
      ]);
      for (const from of targets.filter((id) => refusalWords(sentTo(id, shape)) === undefined)) {
        for (const to of targets) {
          const { fit, withEdits } = fittedTo(sentTo(from, shape), tierOn(to));
          if (fit.fits) expect(refusalWords(withEdits(fit.edits)), `${from} -> ${to}`).toBeUndefined();
          else expect(fit.what, `${from} -> ${to}`).toBe('context_window');
        }
      }
    },
  );
});

describe('a tool loop between two models', () => {
  const orders = [
    [false, true, false, true],
    [true, true, false, true],
  ];
  const pairs = targets.flatMap((from) => targets.filter((to) => to !== from).map((to) => [from, to] as const));

  let stage: Simulator;
  beforeAll(async () => {
    stage = await startLoop();
  });
  afterAll(() => stage.close());

  it.each(pairs)('keeps its thinking valid from %s to %s and back', async (from, to) => {
    let routed = 0;
    for (const [index, thinking] of thinkings.entries()) {
      const order = orders[index % orders.length] ?? [];
      const played = await playLoop(stage, { from, target: tierOn(to, { effort: 'low' }), thinking, order });
      expect(played.refusals, thinking.what).toEqual([]);
      routed += played.routed;
    }
    expect(routed).toBeGreaterThan(0);
  });
});

describe('what core says does not fit', () => {
  it('is refused by the API too, but for what the router itself is careful about', () => {
    const objected = new Set<string>();
    const all = new Set<string>();
    for (const from of targets) {
      for (const one of casesFrom(from)) {
        const { fit } = one.request;
        if (fit.fits) continue;
        all.add(fit.what);
        const asIs: Edit = { kind: 'set', path: ['model'], value: one.to, because: 'the model alone' };
        if (wordsUnder(one, [asIs]) !== undefined) objected.add(fit.what);
      }
    }
    const ofEffort = ['between_tools_effort', 'effort_in_history'];
    const careful = ['betas', 'block_binding', 'container', 'manual_thinking', 'prewarm', ...ofEffort];
    expect([...all].toSorted()).toEqual([...new Set([...objected, ...careful])].toSorted());
    for (const what of ['system_messages', 'forced_tool_choice', 'prefill', 'fallbacks', 'fast_mode', 'compaction']) {
      expect(objected).toContain(what);
    }
  });
});

const pathOf = (edit: Edit) => ('path' in edit ? edit.path.join('.') : edit.kind === 'header' ? edit.name : edit.kind);

describe('a mistake on core’s side', () => {
  it('shows when an edit is left out, whatever it edits', () => {
    const missed = new Map<string, boolean>();
    for (const from of requested) {
      for (const one of casesFrom(from)) {
        if (!one.request.fit.fits) continue;
        const { edits } = one.request.fit;
        for (const left of edits) {
          const path = pathOf(left);
          if (missed.get(path) === true) continue;
          missed.set(
            path,
            wordsUnder(
              one,
              edits.filter((edit) => edit !== left),
            ) !== undefined,
          );
        }
      }
    }
    // Without `model` the request goes to its own model, with settings meant for another.
    const needed = ['max_tokens', 'model', 'output_config.effort', 'temperature', 'thinking', 'thinking.budget_tokens'];
    const shown = [...missed.keys()].filter((path) => missed.get(path)).toSorted();
    expect(shown).toEqual(expect.arrayContaining([...needed, 'thinking.display', 'thinking.type', 'top_k', 'top_p']));
    // The betas that core drops are refused by reports only, not by the documentation that the checker goes by.
    expect([...missed.keys()].filter((path) => !missed.get(path))).toEqual(['anthropic-beta']);
  });

  const strangers = targets.flatMap((to) =>
    targets.filter((other) => other !== to).map((other) => [to, other] as const),
  );
  /** Models whose row refuses nothing that is fitted to one of these others: no request could show that they were mixed up. */
  const takesAllOf = new Map([
    ['claude-opus-5-5', ['claude-fable-5-2', 'claude-fable-5-1']],
    ['claude-opus-5', ['claude-haiku-5-5', 'claude-fable-5-2', 'claude-fable-5-1', 'claude-fable-5']],
    ['claude-opus-4-8', ['claude-opus-4-7']],
    ['claude-opus-4-6', ['claude-sonnet-4-6']],
    ['claude-sonnet-5', ['claude-opus-4-7']],
    ['claude-opus-4-7', ['claude-sonnet-5']],
    ['claude-fable-5', ['claude-fable-5-1']],
    ['claude-opus-4-5', ['claude-sonnet-4-5', 'claude-haiku-4-5']],
    ['claude-sonnet-4-5', ['claude-haiku-4-5']],
    ['claude-haiku-4-5', ['claude-sonnet-4-5']],
  ]);
  const alike = (to: string, other: string) => takesAllOf.get(to)?.includes(other) ?? false;

  it.each(strangers.filter(([to, other]) => !alike(to, other)))(
    'shows when the row of %s is that of %s',
    (to, other) => {
      const objections = new Set<string>();
      for (const from of [other, 'claude-sonnet-5', 'claude-haiku-5-5']) {
        for (const one of casesFrom(from)) {
          if (one.to !== other || !one.request.fit.fits) continue;
          const edits = one.request.fit.edits.filter((edit) => pathOf(edit) !== 'model');
          const misled: Edit = { kind: 'set', path: ['model'], value: to, because: 'a wrong row' };
          const words = wordsUnder(one, [misled, ...edits]);
          if (words !== undefined) objections.add(words);
        }
      }
      expect(objections.size).toBeGreaterThan(0);
    },
  );
});

describe('a mistake on the checker’s side', () => {
  const mistakes: readonly (readonly [string, Partial<ModelRules>])[] = [
    ['claude-haiku-5-5', { thinkingTypes: ['adaptive'] }],
    ['claude-haiku-5-5', { efforts: [] }],
    ['claude-haiku-5-5', { systemMessages: false }],
    ['claude-haiku-5-5', { forcedTool: false }],
    ['claude-haiku-5-5', { compaction: false }],
    ['claude-haiku-5-5', { computerTools: [] }],
    ['claude-sonnet-5-5', { thinkingTypes: ['adaptive', 'disabled'] }],
    ['claude-sonnet-5-5', { fallbackList: false }],
    ['claude-opus-5-5', { fastMode: 'refused' }],
    ['claude-opus-5-5', { displaysUpdates: false }],
    ['claude-sonnet-4-6', { efforts: ['high'] }],
    ['claude-sonnet-4-6', { sampling: 'default_only' }],
    ['claude-sonnet-4-5', { thinkingTypes: ['disabled'] }],
    ['claude-haiku-4-5', { prefill: false }],
    ['claude-sonnet-5', { thinkingTypes: ['adaptive'] }],
    ['claude-opus-5', { offUpToHigh: true, thinkingTypes: ['adaptive'] }],
    ['claude-opus-4-8', { systemMessages: false }],
    ['claude-opus-4-7', { compaction: false }],
    ['claude-opus-4-6', { efforts: ['high'] }],
    ['claude-opus-4-5', { efforts: [] }],
    ['claude-fable-5-2', { fastMode: 'refused' }],
    ['claude-fable-5-1', { inferenceGeo: false }],
    ['claude-fable-5', { forcedTool: false }],
  ];

  it.each(mistakes)('shows in the row of %s: %o', (to, mistake) => {
    const id = [...modelRules.keys()].find((key) => key.replace(/-\d{8}$/, '') === to) ?? '';
    const row = modelRules.get(id);
    if (row === undefined) throw new Error(`no row for ${to}`);
    const options = { modelRules: new Map([[id, { ...row, ...mistake }]]) };
    const isRefused = (sent: Sent) => refusalWords(sent) === undefined && refusalWords(sent, options) !== undefined;
    const shown = requested
      .filter((from) => from !== to)
      .flatMap(casesFrom)
      .some((one) => {
        const { fit, withEdits } = one.request;
        return one.to === to && fit.fits && isRefused(withEdits(fit.edits));
      });
    expect(shown).toBe(true);
  });
});
