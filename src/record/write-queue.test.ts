import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TurnEvent } from '../core/index.ts';
import { turnEvent } from './event.fixture.ts';
import { ProblemReporter } from './problem-reporter.ts';
import type { RecordFailure } from './record.ts';
import { WriteQueue, type WriteQueueOptions, type WriteResult } from './write-queue.ts';

const busy: WriteResult = { kind: 'unavailable', failure: { code: 'SQLITE_BUSY', message: 'database is locked' } };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the write queue', () => {
  it('sends a full batch at once and a part of one after flushMs', async () => {
    const { queue, batches } = queueOn(store(), { batchSize: 2 });
    for (const event of events(3)) queue.add(event);
    await vi.advanceTimersByTimeAsync(0);
    expect(batches()).toEqual([2, 1]);
    queue.add(turnEvent());
    await vi.advanceTimersByTimeAsync(99);
    expect(queue.stats()).toMatchObject({ written: 3, pending: 1 });
    await vi.advanceTimersByTimeAsync(1);
    expect(queue.stats()).toMatchObject({ written: 4, pending: 0 });
  });

  it('sends one batch at a time; what comes meanwhile goes together', async () => {
    const slow = store(10);
    const { queue, batches } = queueOn(slow, { batchSize: 5 });
    for (const event of events(5)) queue.add(event);
    for (const event of events(4)) queue.add(event);
    await vi.advanceTimersByTimeAsync(9);
    expect(batches()).toEqual([5]);
    await vi.advanceTimersByTimeAsync(11);
    expect(batches()).toEqual([5, 4]);
  });

  it('drops and counts what comes when the queue is full, and takes turns again when there is room', async () => {
    const { queue, problems } = queueOn(store(10), { queueLimit: 3 });
    for (const event of events(5)) queue.add(event);
    expect(queue.stats()).toMatchObject({ pending: 3, dropped: 2 });
    expect(problems.map((problem) => problem.code)).toEqual(['overload']);
    await queueFlushed(queue);
    queue.add(turnEvent());
    await queueFlushed(queue);
    expect(queue.stats()).toMatchObject({ written: 4, pending: 0, dropped: 2 });
  });

  it('bounds what waits by its size, too', async () => {
    const { queue } = queueOn(store());
    const big = turnEvent({ client: 'x'.repeat(20 * 1024 * 1024) });
    for (let told = 0; told < 5; told += 1) queue.add(big);
    expect(queue.stats()).toMatchObject({ pending: 3, dropped: 2 });
    await queueFlushed(queue);
    for (let told = 0; told < 3; told += 1) queue.add(big);
    expect(queue.stats()).toMatchObject({ written: 3, pending: 3, dropped: 2 });
  });

  it('keeps turns while the store is away, tries again after growing pauses, and says so twice', async () => {
    const away = store();
    const { queue, problems, batches } = queueOn(away, { retryMs: 100 });
    away.answer = busy;
    for (const event of events(2)) queue.add(event);
    await vi.advanceTimersByTimeAsync(100);
    queue.add(turnEvent());
    expect(batches()).toEqual([2]);
    await vi.advanceTimersByTimeAsync(100);
    expect(batches()).toEqual([2, 3]);
    await vi.advanceTimersByTimeAsync(199);
    expect(batches()).toEqual([2, 3]);
    away.answer = undefined;
    await vi.advanceTimersByTimeAsync(1);
    expect(queue.stats()).toMatchObject({ written: 3, pending: 0, failed: 0, dropped: 0 });
    expect(problems.map((problem) => problem.code)).toEqual(['SQLITE_BUSY', 'recovered']);
  });

  it('does not wait for a batch to fill while the store is away', async () => {
    const away = store();
    const { queue, batches } = queueOn(away, { batchSize: 2, retryMs: 100 });
    away.answer = busy;
    for (const event of events(20)) queue.add(event);
    await vi.advanceTimersByTimeAsync(0);
    for (const event of events(20)) queue.add(event);
    await vi.advanceTimersByTimeAsync(99);
    expect(batches()).toEqual([2]);
  });

  it('pauses 30 seconds at most', async () => {
    const away = store();
    const { queue, batches } = queueOn(away, { retryMs: 20_000 });
    away.answer = busy;
    queue.add(turnEvent());
    await vi.advanceTimersByTimeAsync(100 + 20_000 + 30_000 + 30_000);
    expect(batches()).toHaveLength(4);
  });

  it.each([0, 1, 2, 3, 4, 5, 6])(
    'sends a turn that came %i steps after the last batch was confirmed',
    async (steps) => {
      const confirming = store();
      const { queue } = queueOn(confirming);
      confirming.confirmed = async () => {
        confirming.confirmed = undefined;
        for (let step = 0; step < steps; step += 1) await undefined;
        queue.add(turnEvent());
      };
      queue.add(turnEvent());
      await vi.advanceTimersByTimeAsync(200);
      expect(queue.stats()).toMatchObject({ written: 2, pending: 0 });
    },
  );

  it('counts the turns the store refuses as failed', async () => {
    const refusing = store();
    const { queue } = queueOn(refusing);
    refusing.answer = { kind: 'written', refused: [{ code: 'SQLITE_CONSTRAINT', message: 'NOT NULL' }] };
    for (const event of events(3)) queue.add(event);
    await queueFlushed(queue);
    expect(queue.stats()).toMatchObject({ written: 2, failed: 1, lastError: { code: 'SQLITE_CONSTRAINT' } });
  });

  it('counts a turn that cannot be serialised as failed, and does not throw', () => {
    const { queue } = queueOn(store());
    const broken = turnEvent();
    Object.defineProperty(broken, 'client', { get: () => raise('no client'), enumerable: true });
    queue.add(broken);
    expect(queue.stats()).toMatchObject({ failed: 1, pending: 0, lastError: { message: 'no client' } });
  });

  it('gives up at the close what the store does not take then', async () => {
    const away = store();
    const { queue } = queueOn(away);
    away.answer = busy;
    for (const event of events(3)) queue.add(event);
    await queue.close();
    expect(queue.stats()).toMatchObject({ written: 0, failed: 3, pending: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('accounts for every turn told, whatever the store does', async () => {
    const answers = fc.constantFrom<WriteResult | undefined>(undefined, undefined, busy);
    const step = fc.record({ turns: fc.nat(8), pauseMs: fc.nat(400), answer: answers });
    await fc.assert(
      fc.asyncProperty(fc.array(step), async (steps) => {
        const changing = store(3);
        const { queue } = queueOn(changing, { batchSize: 4, queueLimit: 12, flushMs: 20, retryMs: 50 });
        let told = 0;
        for (const { turns, pauseMs, answer } of steps) {
          changing.answer = answer;
          for (const event of events(turns)) queue.add(event);
          told += turns;
          const { written, dropped, pending, failed } = queue.stats();
          expect(written + dropped + pending + failed).toBe(told);
          expect(pending).toBeLessThanOrEqual(12);
          await vi.advanceTimersByTimeAsync(pauseMs);
        }
        changing.answer = undefined;
        await queueFlushed(queue);
        expect(queue.stats()).toMatchObject({ pending: 0, failed: 0, written: changing.turns.length });
      }),
    );
  });
});

/** A store in memory that answers after a while: `written` unless `answer` says otherwise. */
function store(afterMs = 0) {
  return {
    afterMs,
    answer: undefined as WriteResult | undefined,
    confirmed: undefined as (() => Promise<void>) | undefined,
    sizes: [] as number[],
    turns: [] as string[],
  };
}

function queueOn(memory: ReturnType<typeof store>, overrides: Partial<WriteQueueOptions> = {}) {
  const problems: RecordFailure[] = [];
  const queue = new WriteQueue({
    write: async (batch) => {
      memory.sizes.push(batch.length);
      if (memory.afterMs > 0) await new Promise((resolve) => setTimeout(resolve, memory.afterMs));
      const result = memory.answer ?? { kind: 'written' as const, refused: [] };
      if (result.kind === 'written') memory.turns.push(...batch);
      void memory.confirmed?.();
      return result;
    },
    problems: new ProblemReporter((problem) => problems.push(problem), Date.now),
    batchSize: 100,
    flushMs: 100,
    queueLimit: 1_000,
    retryMs: 250,
    ...overrides,
  });
  return { queue, problems, batches: () => memory.sizes };
}

async function queueFlushed(queue: WriteQueue): Promise<void> {
  const flushed = queue.flush();
  await vi.advanceTimersByTimeAsync(1_000);
  await flushed;
}

function events(count: number): readonly TurnEvent[] {
  return Array.from({ length: count }, () => turnEvent());
}

function raise(message: string): never {
  throw new Error(message);
}
