import { expect, test } from 'vitest';
import { type Economy, emptyAccount, noStatistics } from './choice/index.ts';
import { decide } from './decide.ts';
import { noKnowledge } from './knowledge.ts';
import { latencyModelsOf } from './models/index.ts';
import { call, policyOf, toolTurn } from './turn.fixture.ts';

const turn = toolTurn([call('weather_tool')]);
const economy: Economy = {
  atMs: Date.UTC(2026, 10, 20),
  promptTokens: 5_000,
  caching: true,
  ttl: '5m',
  conversation: noStatistics,
  pooled: () => [],
  statisticsVersion: 'prior',
  account: emptyAccount,
  baselineOf: () => ({ cachedTokens: 0 }),
  cacheOf: () => ({ cachedTokens: 0 }),
};
const priorsOf = (more: Partial<Economy>) =>
  decide(turn, policyOf(), { ...noKnowledge, economy: { ...economy, ...more } }).quotes.map((quote) => [
    quote.tier,
    quote.latencyIsPrior,
  ]);

test('a quote says whether its time is the dated prior, for prompts of its length', () => {
  const prior = latencyModelsOf('claude-haiku-5-5');
  const measured = { ...prior.short, baseSeconds: 0.3 };
  const latencyOf = (model: string) => (model === 'claude-haiku-5-5' ? { ...prior, short: measured } : undefined);
  expect(priorsOf({})).toEqual([
    ['reasoning', true],
    ['execution', true],
  ]);
  expect(priorsOf({ latencyOf })).toEqual([
    ['reasoning', true],
    ['execution', false],
  ]);
  expect(priorsOf({ latencyOf, promptTokens: 9_000 })).toEqual([
    ['reasoning', true],
    ['execution', true],
  ]);
});
