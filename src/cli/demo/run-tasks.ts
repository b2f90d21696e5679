import { randomBytes } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type { Scenario } from '../../simulator/index.ts';
import { createAssistant } from './assistant.ts';
import type { ConversationComparison, RoutedTurn } from './compare.ts';
import { runTask } from './run-task.ts';
import { directSeat, routedSeat, type Surface } from './seats.ts';
import type { Stage } from './stage.ts';
import { systemPrompt } from './system-prompt.ts';

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
  /** What routes the turns. */
  readonly through: Surface;
  /** Ends the playing at once; what was played until then is returned. */
  readonly signal: AbortSignal;
}

/** All tasks, played. */
export interface Played {
  readonly conversations: readonly ConversationComparison[];
  readonly failures: readonly Failure[];
}

/** Plays the tasks one after the other, each both ways at once. */
export async function runTasks(scenarios: readonly Scenario[], cast: Cast, audience: Audience = {}): Promise<Played> {
  const conversations: ConversationComparison[] = [];
  const failures: Failure[] = [];
  const { stage, Client, through, signal } = cast;
  const routed = createAssistant(routedSeat(through, stage, Client), systemPrompt(newRunId()));
  const alwaysReasoning = createAssistant(directSeat(stage, Client), systemPrompt(newRunId()));
  for (const [index, scenario] of scenarios.entries()) {
    audience.onTask?.(index + 1, scenario);
    const onTurn = (turn: RoutedTurn) => audience.onTurn?.(turn);
    const result = await runTask({ scenario, onTurn }, { stage, signal, routed, alwaysReasoning });
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

/** Of equal length, so that both prompts are. */
function newRunId(): string {
  return randomBytes(4).toString('hex');
}
