import {
  type LoopStatistics,
  noStatistics,
  stableHash,
  type ToolKeySignal,
  type TurnArrival,
  type TurnReply,
  withArrival,
  withReply,
} from '../core/index.ts';
import { BoundedMap } from './bounded-map.ts';

/** What is learnt of loops across conversations: of the whole deployment, and of each tool key at its place in a run. */
export class Learnt {
  #deployment: LoopStatistics = noStatistics;
  readonly #byToolKey = new BoundedMap<string, LoopStatistics>(1_000);
  #version = 0;

  /** Broader statistics for a turn, the broadest first. */
  pooled(toolKey: string): readonly LoopStatistics[] {
    const ofKey = this.#byToolKey.get(toolKey);
    return ofKey === undefined ? [this.#deployment] : [this.#deployment, ofKey];
  }

  /** Names what is known now. */
  version(): string {
    return this.#version === 0
      ? 'prior'
      : stableHash(`${this.#version} ${this.#deployment.outputTokens.sum}`).toString(36);
  }

  arrived(toolKey: string, arrival: TurnArrival): void {
    this.#change(toolKey, (statistics) => withArrival(statistics, arrival));
  }

  replied(toolKey: string, reply: TurnReply): void {
    this.#change(toolKey, (statistics) => withReply(statistics, reply));
  }

  #change(toolKey: string, change: (statistics: LoopStatistics) => LoopStatistics): void {
    this.#version += 1;
    this.#deployment = change(this.#deployment);
    this.#byToolKey.set(toolKey, change(this.#byToolKey.get(toolKey) ?? noStatistics));
  }
}

/** The tool key a turn is learnt under: its tools', and whether it continues a run of simple turns. */
export function learningKeyOf(toolKeys: readonly ToolKeySignal[], isWithinRun: boolean): string {
  const [first] = toolKeys;
  const key = first === undefined ? 'none' : toolKeys.every((tool) => tool.key === first.key) ? first.key : 'several';
  return `${key} ${isWithinRun ? 'later' : 'first'}`;
}
