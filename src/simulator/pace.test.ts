import { expect, it } from 'vitest';
import { createPace } from './pace.ts';

const hour = 3_600_000;

it('a wait ends when the client leaves', async () => {
  const leaving = new AbortController();
  const waiting = createPace(1)(leaving.signal)(hour);
  leaving.abort();
  await expect(waiting).resolves.toBeUndefined();
});

it('there is no wait for a client that has left, at scale 0, or until a moment that has passed', async () => {
  const { signal } = new AbortController();
  await createPace(1)(AbortSignal.abort())(hour);
  await createPace(0)(signal)(hour);
  await createPace(1)(signal)(-1);
});
