import { expect, test } from 'vitest';
import { type BilledPrompt, type PrefixEvidence, sharedPrefix } from './shared-prefix.ts';

const before: BilledPrompt = {
  startedAtSeconds: 0,
  model: 'claude-sonnet-5-5',
  inputTokens: 10_000,
  cacheReadTokens: 0,
  cacheWriteTokens: 10_000,
};
const turn = { ...before, startedAtSeconds: 10, inputTokens: 11_000, cacheReadTokens: 9_000, cacheWriteTokens: 2_000 };
const unread = { ...turn, cacheReadTokens: 0, cacheWriteTokens: 11_000 };
const lapsed = { ...unread, startedAtSeconds: 301 };

test.each<[string, BilledPrompt, BilledPrompt | undefined, PrefixEvidence, number, boolean]>([
  ['what a warm cache read', turn, before, {}, 9_000, false],
  ['nothing, where a warm cache of the model read nothing', unread, before, {}, 0, false],
  ['the whole prompt before, where its cache had lapsed', lapsed, before, {}, 10_000, true],
  ['nothing, where an hour-long cache had not lapsed', lapsed, { ...before, ttl: '1h' }, {}, 0, false],
  ['the whole prompt before, where another model answered it', { ...unread, model: 'm' }, before, {}, 10_000, true],
  ['the whole prompt before, where none was cached', unread, { ...before, cacheWriteTokens: 0 }, {}, 10_000, true],
  ['no more than the prompt, where that is shorter', { ...lapsed, inputTokens: 7_000 }, before, {}, 7_000, true],
  ['what was read, where the transcript was cut', { ...lapsed, cacheReadTokens: 5 }, before, { isCut: true }, 5, false],
  ['what was read, on a first turn', turn, undefined, {}, 9_000, false],
  ['what the source saw kept', lapsed, before, { keptTokens: 4_000 }, 4_000, true],
  ['the whole prompt before, where the source saw about that', lapsed, before, { keptTokens: 9_700 }, 10_000, true],
])('a prompt shares with the one before %s', (_, prompt, previous, evidence, tokens, isEstimated) => {
  expect(sharedPrefix(prompt, previous, evidence)).toEqual({
    sharedPrefixTokens: tokens,
    isPrefixEstimated: isEstimated,
  });
});
