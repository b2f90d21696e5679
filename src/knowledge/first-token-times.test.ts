import { expect, test } from 'vitest';
import { FirstTokenTimes } from './first-token-times.ts';

const model = 'claude-haiku-5-5';

test('a quantile is that of the last replies, and modelled until enough were seen', () => {
  const times = new FirstTokenTimes();
  const modelledMs = times.quantileMs(model, 0.95);
  expect(modelledMs).toBeGreaterThan(100);
  for (let count = 1; count <= 19; count++) times.observe(model, 10);
  expect(times.quantileMs(model, 0.95)).toBe(modelledMs);
  times.observe(model, 90);
  expect([0, 0.5, 0.94, 0.95, 1].map((quantile) => times.quantileMs(model, quantile))).toEqual([10, 10, 10, 90, 90]);
  for (let count = 1; count <= 200; count++) times.observe(model, 7);
  expect(times.quantileMs(model, 1)).toBe(7);
});
