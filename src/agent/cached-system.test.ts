import { expect, test } from 'vitest';
import { cachedSystem } from './cached-system.ts';

const breakpoint = { type: 'ephemeral' };

test('the end of the system prompt is where conversations share a cache', () => {
  expect(cachedSystem('Be brief.')).toEqual([{ type: 'text', text: 'Be brief.', cache_control: breakpoint }]);
  const [first, second] = [
    { type: 'text', text: 'Policy.' },
    { type: 'text', text: 'Facts.', citations: null },
  ];
  expect(cachedSystem([first, second])).toEqual([first, { ...second, cache_control: breakpoint }]);
});

test('what sets its own breakpoints, or says nothing, stays as it is', () => {
  const own = [
    { type: 'text', text: 'Policy.', cache_control: { type: 'ephemeral', ttl: '1h' } },
    { type: 'text', text: 'Facts.' },
  ];
  expect(cachedSystem(own)).toBe(own);
  expect(cachedSystem('')).toBe('');
  expect(cachedSystem([])).toEqual([]);
});
