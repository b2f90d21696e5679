import { describe, expect, test } from 'vitest';
import { firstDifference, normalise } from './normalise.ts';

describe('normalising', () => {
  test('replaces ids and signatures, and what a client adds, and nothing else', () => {
    const text = '"id":"0b1c2d3e-0000-4000-8000-0123456789ab","signature":"c2ln+/==","took":12,"at":12';
    const took = { what: 'times', pattern: /(?<="took":)\d+/g, becomes: '<ms>' };
    expect(normalise(text, [took])).toBe('"id":"<uuid>","signature":"<signature>","took":<ms>,"at":12');
  });

  test('shows where two texts part', () => {
    expect(firstDifference('same', 'same')).toBeUndefined();
    expect(firstDifference('abc', 'abd')).toBe('at 2: "abc" became "abd"');
    expect(firstDifference('ab', 'abc')).toBe('at 2: "ab" became "abc"');
  });
});
