import { expect, test, vi } from 'vitest';
import { createPingClock } from './ping-clock.ts';

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('a timer of the pinger keeps no process alive, and does nothing once it is cancelled', async () => {
  const clock = createPingClock(Date.now);
  const before = timers();
  const cancelLong = clock.after(100_000, () => undefined);
  expect(timers()).toBe(before);
  let ran = '';
  const cancel = clock.after(1, () => {
    ran += 'cancelled';
  });
  clock.after(2, () => {
    ran += 'run';
  });
  cancel();
  await vi.waitFor(() => expect(ran).toBe('run'));
  cancelLong();
});
