import type { Settings, TurnEvent } from '../../src/index.ts';
import type { Scenario } from '../../src/simulator/index.ts';

/** How a conversation is held through a surface. */
export interface Holding {
  /** The upstream that plays the scenarios. */
  readonly baseUrl: string;
  readonly stream: boolean;
  /** Retries of the SDK's or framework's own. */
  readonly retries: number;
  readonly settings: Partial<Settings>;
  readonly onTurn: (event: TurnEvent) => void;
  /** Told of text as it streams to the user. */
  readonly onText: (text: string) => void;
}

/** What holds of a surface where surfaces differ; `docs/adapters.md` has it as a table. */
export interface SurfaceFacts {
  /** How it is entered. */
  readonly door: string;
  /** Where the edits of a decision are made. */
  readonly edits: string;
  /** Whether a streamed reply of the execution tier is held back until it commits, or seen as it comes. */
  readonly stream: 'held' | 'seen as it comes';
  /** Where a caller reads who answered and why. */
  readonly told: string;
  /** Whether caches can be kept warm (`keepWarm`). */
  readonly keeping: 'yes' | 'no' | 'with the SDK’s client';
  /** Whose retries are turns of their own, with place `retry`. */
  readonly retries: string;
}

/** A way into routing that users have. Each plays the same conversations; what it decides must be the same. */
export interface Surface {
  readonly name: string;
  /** Holds a conversation to its end and returns the text of each reply that its user saw. */
  hold(scenario: Scenario, holding: Holding): Promise<readonly string[]>;
  readonly facts: SurfaceFacts;
  /** Where it is known to differ, and why. */
  readonly differs?: {
    /** Output tokens of a streamed reply are counted so many too many. */
    readonly countedTwice?: number;
    /** An error that is retried is not read to its end, so that its type stays unknown. */
    readonly errorUnread?: boolean;
  };
}
