import { describe, expect, test } from 'vitest';
import { expectationOf, noStatistics, type TurnArrival } from '../core/index.ts';
import { Learnt, learningKeyOf } from './learnt.ts';

const arrival: TurnArrival = {
  simple: true,
  previousWasSimple: true,
  gapSeconds: 10,
  promptTokens: 1_200,
  previousPromptTokens: 1_000,
  sharedTokens: 1_000,
};
const tool = (key: string) => ({ key, simple: true, isError: false });

describe('what is learnt across conversations', () => {
  test('is of the deployment and of the tool key, the broadest first', () => {
    const learnt = new Learnt();
    expect(learnt.pooled('Read first')).toEqual([noStatistics]);
    learnt.arrived('Read first', arrival);
    learnt.arrived('Bash:ls first', { ...arrival, simple: false });
    const [deployment, ofKey] = learnt.pooled('Read first');
    expect(deployment?.simpleAfterSimple).toEqual({ sum: 1, weight: 2 });
    expect(ofKey?.simpleAfterSimple).toEqual({ sum: 1, weight: 1 });
  });

  test('counts replies to simple turns and to others apart', () => {
    const learnt = new Learnt();
    learnt.replied('Read first', { simple: true, outputTokens: 50 });
    learnt.replied('Read first', { simple: false, outputTokens: 900 });
    const [deployment] = learnt.pooled('Read first');
    expect(deployment?.outputTokens).toEqual({ sum: 50, weight: 1 });
    expect(deployment?.otherOutputTokens).toEqual({ sum: 900, weight: 1 });
  });

  test('moves the expectation of a conversation that is new', () => {
    const learnt = new Learnt();
    const before = expectationOf(noStatistics, learnt.pooled('Read first')).simpleAfterSimple;
    for (let count = 0; count < 200; count++) learnt.arrived('Read first', arrival);
    const after = expectationOf(noStatistics, learnt.pooled('Read first')).simpleAfterSimple;
    expect(after).toBeGreaterThan(before + 0.3);
  });

  test('has a version that changes with everything learnt and is equal for equal learning', () => {
    const one = new Learnt();
    const other = new Learnt();
    expect(one.version()).toBe('prior');
    const seen = new Set([one.version()]);
    for (let count = 0; count < 20; count++) {
      for (const learnt of [one, other]) learnt.replied('Read first', { simple: true, outputTokens: 10 });
      expect(one.version()).toBe(other.version());
      seen.add(one.version());
    }
    expect(seen.size).toBe(21);
  });
});

describe('the key a turn is learnt under', () => {
  test.each([
    [[], false, 'none first'],
    [['Read'], false, 'Read first'],
    [['Read', 'Read'], true, 'Read later'],
    [['Read', 'Grep'], true, 'several later'],
  ])('of %j, within a run: %s, is %s', (keys, isWithinRun, expected) => {
    expect(learningKeyOf(keys.map(tool), isWithinRun)).toBe(expected);
  });
});
