import { type LoadPlan, type LoadResult, quantile, runLoad } from './load.ts';
import { type BenchProcess, cpuUsOf } from './processes.ts';

/** What is measured side by side: the way to upstream without anything between, and each thing between. */
export interface Target {
  readonly name: string;
  readonly port: number;
  /** Absent: nothing stands between. */
  readonly between?: BenchProcess;
}

interface Round {
  readonly result: LoadResult;
  /** CPU of the process between, a request, in microseconds. */
  readonly cpuUs: number;
}

/** The rounds of each target, by its name. */
export type Rounds = ReadonlyMap<string, readonly Round[]>;

const sent = new Map<string, number>();

/** How many requests a target has answered since the start, those of warming up included. */
export function requestsSent(name: string): number {
  return sent.get(name) ?? 0;
}

async function load(target: Target, plan: Omit<LoadPlan, 'port'>): Promise<LoadResult> {
  const result = await runLoad({ ...plan, port: target.port });
  sent.set(target.name, requestsSent(target.name) + result.requests);
  return result;
}

/** Load that is not measured, on what stands between. */
export async function warmUp(targets: readonly Target[], plan: Omit<LoadPlan, 'port'>): Promise<void> {
  for (const target of targets) if (target.between !== undefined) await load(target, plan);
}

/** The same load on every target in turn, round by round; the first round warms up and is not counted. */
export async function compare(
  targets: readonly Target[],
  plan: Omit<LoadPlan, 'port'>,
  rounds: number,
): Promise<Rounds> {
  const measured = new Map(targets.map(({ name }): [string, Round[]] => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const target of targets) {
      const { name, between } = target;
      const before = between === undefined ? Number.NaN : cpuUsOf(between);
      const result = await load(target, plan);
      const after = between === undefined ? Number.NaN : cpuUsOf(between);
      if (round > 0) measured.get(name)?.push({ result, cpuUs: (after - before) / result.requests });
    }
  }
  return measured;
}

/** The medians over a target's rounds. */
export interface Figures {
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly latencyP50Us: number;
  readonly latencyP99Us: number;
  readonly firstByteP50Us: number;
  readonly delayP50Us: number;
  readonly delayP99Us: number;
}

/** A target's figures; `undefined` when it was not measured. */
export function figuresOf(rounds: Rounds, name: string): Figures | undefined {
  const own = rounds.get(name);
  if (own === undefined) return undefined;
  const over = (read: (round: Round) => number) => median(own.map(read));
  return {
    perSecond: over(({ result }) => result.requests / result.seconds),
    cpuUs: over(({ cpuUs }) => cpuUs),
    latencyP50Us: over(({ result }) => quantile(result.latenciesUs, 0.5)),
    latencyP99Us: over(({ result }) => quantile(result.latenciesUs, 0.99)),
    firstByteP50Us: over(({ result }) => quantile(result.firstByteUs, 0.5)),
    delayP50Us: over(({ result }) => quantile(result.eventDelaysUs, 0.5)),
    delayP99Us: over(({ result }) => quantile(result.eventDelaysUs, 0.99)),
  };
}

function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
