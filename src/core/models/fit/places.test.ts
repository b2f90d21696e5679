import { describe, expect, it } from 'vitest';
import type { Tail } from '../../turn.ts';
import { edited, freshFit, linesOf, tierOn, turnOf } from './turn.fixture.ts';

const elsewhere = { upstream: { baseUrl: 'https://models.example', keyEnv: 'OTHER_KEY' } };
const userTurn = { resultCount: 0, userTexts: ['And now?'] };

describe('a tier in a region', () => {
  it('asks for it on its own model and on another', () => {
    const turn = turnOf();
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-5-5', { inferenceGeo: 'us' })))).toEqual([
      'inference_geo = "us"',
    ]);
    expect(linesOf(freshFit(turn, tierOn('claude-sonnet-5-5', { inferenceGeo: 'us' })))).toEqual([
      'inference_geo = "us"',
    ]);
  });

  it('goes before the client’s own, and leaves it alone where they agree', () => {
    const tier = tierOn('claude-haiku-5-5', { inferenceGeo: 'us' });
    expect(linesOf(freshFit(turnOf({ settings: { inferenceGeo: 'global' } }), tier))).toEqual(['inference_geo = "us"']);
    expect(linesOf(freshFit(turnOf({ settings: { inferenceGeo: 'us' } }), tier))).toEqual([]);
  });

  it.each(['claude-haiku-4-5', 'claude-sonnet-4-5', 'claude-opus-4-5'])('is not offered on %s', (model) => {
    const tier = tierOn(model, { inferenceGeo: 'us' });
    expect(freshFit(turnOf({ model: 'claude-sonnet-4-6' }), tier)).toMatchObject({
      fits: false,
      what: 'inference_geo',
    });
    expect(freshFit(turnOf({ model }), tier)).toMatchObject({ fits: false, what: 'inference_geo' });
  });
});

describe('a tier behind an upstream of its own', () => {
  it('may answer a user turn, fitted like any other', () => {
    const turn = turnOf({ tail: userTurn });
    expect(linesOf(freshFit(turn, tierOn('claude-haiku-5-5', { ...elsewhere, effort: 'low' })))).toEqual([
      'output_config.effort = "low"',
    ]);
    expect(edited(turn, freshFit(turn, tierOn('claude-haiku-5-5', elsewhere))).requestedModel).toBe('claude-haiku-5-5');
    expect(freshFit(turn, tierOn('claude-sonnet-5-5', elsewhere))).toMatchObject({ fits: true, edits: [] });
  });

  it.each<[string, Partial<Tail>]>([
    ['a tool result', { resultCount: 1 }],
    ['a server-tool loop under way', { ...userTurn, serverToolLoop: true }],
    ['blocks bound to a model', { ...userTurn, boundToModel: true }],
  ])('may not go on with %s, on whatever model', (_, tail) => {
    for (const model of ['claude-haiku-5-5', 'claude-sonnet-5-5'])
      expect(freshFit(turnOf({ tail }), tierOn(model, elsewhere))).toMatchObject({ fits: false, what: 'upstream' });
  });

  it('may not use a container or a thread that another upstream holds', () => {
    for (const settings of [{ container: true }, { thread: { type: 'continue', previousMessageId: 'msg_1' } }])
      expect(freshFit(turnOf({ tail: userTurn, settings }), tierOn('claude-sonnet-5-5', elsewhere))).toMatchObject({
        fits: false,
        what: 'upstream',
      });
  });

  it('is fitted as the model it is like, where the table does not know its own', () => {
    const turn = turnOf({ tail: userTurn, settings: { temperature: 0.5, effort: 'max' } });
    const tuned = tierOn('tuned-7', { ...elsewhere, like: 'claude-haiku-4-5' });
    expect(freshFit(turn, tierOn('tuned-7', elsewhere))).toMatchObject({ fits: false, what: 'unknown_model' });
    expect(linesOf(freshFit(turn, tuned))).toEqual(linesOf(freshFit(turn, tierOn('claude-haiku-4-5'))));
    expect(edited(turn, freshFit(turn, tuned)).requestedModel).toBe('tuned-7');
  });
});
