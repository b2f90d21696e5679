import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { SoakStage } from './stage.ts';

/** What a gateway holds when nothing is under way. */
export interface LeftBehind {
  readonly active: number;
  readonly upstreamSockets: number;
  readonly timers: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Waits until nothing is under way, for at most ten seconds. */
export async function settle(stage: SoakStage): Promise<void> {
  const untilMs = performance.now() + 10_000;
  while (stage.active() > 0 && performance.now() < untilMs) await pause(50);
  await pause(1_000);
}

/** Counts what is there now. */
export function leftBehind(stage: SoakStage): LeftBehind {
  const resources = process.getActiveResourcesInfo();
  return {
    active: stage.active(),
    upstreamSockets: stage.upstreamSockets(),
    timers: resources.filter((name) => name === 'Timeout').length,
  };
}

/** What is used when all that can go has gone. */
export async function heapMiB(): Promise<number> {
  await pause(500);
  collectGarbage();
  return Math.round(process.memoryUsage().heapUsed / 1024 / 1024);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
