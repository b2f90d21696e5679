import fc from 'fast-check';
import { expect, test } from 'vitest';
import { turnEventSchema } from '../core/index.ts';
import { anyTurnEvent } from './any-event.fixture.ts';

test('every turn event comes back from JSON as it was', () => {
  fc.assert(
    fc.property(anyTurnEvent, (event) => {
      const json = JSON.parse(JSON.stringify(event));
      expect(turnEventSchema.parse(json)).toEqual(json);
    }),
    { numRuns: 200 },
  );
});

test('what is no turn event is refused, with its path', () => {
  fc.assert(
    fc.property(anyTurnEvent, (event) => {
      const result = turnEventSchema.safeParse({ ...event, decision: { ...event.decision, quotes: [{ tier: 3 }] } });
      expect(result.error?.issues[0]?.path).toEqual(['decision', 'quotes', 0, 'tier']);
    }),
    { numRuns: 20 },
  );
});
