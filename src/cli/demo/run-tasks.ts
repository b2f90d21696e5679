import { randomBytes } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type { Scenario } from '../../simulator/index.ts';
import type { ConversationComparison, RoutedTurn } from './compare.ts';
import { runTask } from './run-task.ts';
import type { Stage } from './stage.ts';

/** Who is told how it goes on. */
export interface Audience {
  onTask?(number: number, scenario: Scenario): void;
  onTurn?(turn: RoutedTurn): void;
  onCompared?(number: number, conversation: ConversationComparison): void;
  onFailed?(number: number, failure: Failure): void;
}

/** A task that did not end as scripted. */
interface Failure {
  readonly id: string;
  readonly problem: string;
}

/** What the tasks are played with. */
export interface Cast {
  readonly stage: Stage;
  readonly Client: typeof Anthropic;
  /** Ends the playing at once; what was played until then is returned. */
  readonly signal: AbortSignal;
}

/** All tasks, played. */
export interface Played {
  readonly conversations: readonly ConversationComparison[];
  readonly failures: readonly Failure[];
}

/** Plays the tasks one after the other, each both ways at once; every second one streams. */
export async function runTasks(scenarios: readonly Scenario[], cast: Cast, audience: Audience = {}): Promise<Played> {
  const conversations: ConversationComparison[] = [];
  const failures: Failure[] = [];
  const runIds = { routed: newRunId(), alwaysReasoning: newRunId() };
  for (const [index, scenario] of scenarios.entries()) {
    audience.onTask?.(index + 1, scenario);
    const onTurn = (turn: RoutedTurn) => audience.onTurn?.(turn);
    const result = await runTask({ scenario, stream: index % 2 === 0, onTurn }, { ...cast, runIds });
    if (cast.signal.aborted) break;
    switch (result.kind) {
      case 'compared':
        conversations.push(result.conversation);
        audience.onCompared?.(index + 1, result.conversation);
        break;
      case 'failed':
        failures.push(result);
        audience.onFailed?.(index + 1, result);
        break;
      default:
        result satisfies never;
    }
  }
  return { conversations, failures };
}

function newRunId(): string {
  return randomBytes(4).toString('hex');
}
