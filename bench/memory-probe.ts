/** Loaded into the gateway beside its command: on SIGUSR2 it writes what V8 knows of its memory to the file it is told of. */
import { renameSync, writeFileSync } from 'node:fs';
import v8 from 'node:v8';
import { isMainThread, type Worker } from 'node:worker_threads';

const workers = new Set<Worker>();
const file = process.env.TURNWISE_BENCH_MEMORY ?? '';

async function write(): Promise<void> {
  const threads = await Promise.all([...workers].map((worker) => worker.getHeapStatistics().catch(() => undefined)));
  const figures = {
    heapBytes: v8.getHeapStatistics().total_physical_size,
    usedBytes: v8.getHeapStatistics().used_heap_size,
    bufferBytes: process.memoryUsage().arrayBuffers,
    threadBytes: threads.reduce((sum, thread) => sum + (thread?.total_physical_size ?? 0), 0),
  };
  writeFileSync(`${file}.new`, JSON.stringify(figures));
  renameSync(`${file}.new`, file);
}

if (isMainThread) {
  process.on('worker', (worker) => {
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
  });
  process.on('SIGUSR2', () => void write());
}
