/**
 * Plays one task twice, at the same time: straight at the upstream (always the requested, reasoning model) and routed. Each
 * run has a session id of its own in its system prompt, so that neither reads the other's caches.
 */
import { costOf, given, type TurnEvent } from '../../core/index.ts';
import type { Scenario } from '../../simulator/index.ts';
import type { Assistant, PlayedTask } from './assistant.ts';
import { type ConversationComparison, compareConversation, type RoutedTurn, type TurnCost } from './compare.ts';
import { problemOf } from './ending.ts';
import { toRoutedTurn } from './routed-turn.ts';
import type { Stage } from './stage.ts';

/** What the runs share. */
export interface Play {
  readonly stage: Stage;
  readonly routed: Assistant;
  readonly alwaysReasoning: Assistant;
  readonly signal: AbortSignal;
}

/** One task, and who watches. */
export interface Task {
  readonly scenario: Scenario;
  readonly onTurn: (turn: RoutedTurn) => void;
}

/** How a task went: compared, or why it cannot be. */
export type TaskResult =
  | { readonly kind: 'compared'; readonly conversation: ConversationComparison }
  | { readonly kind: 'failed'; readonly id: string; readonly problem: string };

/** Plays a task both ways. Does not throw for what upstream or the model does: that is a failed task. */
export async function runTask(task: Task, play: Play): Promise<TaskResult> {
  const { scenario } = task;
  const runs = await Promise.allSettled([runRouted(task, play), runDirect(task, play)]);
  const [routed, direct] = runs;
  if (routed.status === 'rejected') return failed(scenario, `routed: ${messageOf(routed.reason)}`);
  if (direct.status === 'rejected') return failed(scenario, `always reasoning: ${messageOf(direct.reason)}`);
  const conversation = compareConversation(scenario, { routed: routed.value, alwaysReasoning: direct.value });
  return { kind: 'compared', conversation };
}

async function runRouted(task: Task, play: Play): Promise<readonly RoutedTurn[]> {
  const { stage, routed, signal } = play;
  const turns: RoutedTurn[] = [];
  const onTurn = async (seen: TurnEvent) => {
    const requestId = requestIdOf(seen);
    if (requestId === undefined) throw new Error('a reply without a request id');
    const event = await stage.events.of(requestId);
    const turn = toRoutedTurn(event, { turn: turns.length + 1, durationMs: seen.durationMs, stage });
    turns.push(turn);
    task.onTurn(turn);
  };
  expectEnded(await routed.play(task.scenario, { signal, onTurn }), task, play);
  return turns;
}

async function runDirect(task: Task, play: Play): Promise<readonly TurnCost[]> {
  const { stage, alwaysReasoning, signal } = play;
  const turns: TurnCost[] = [];
  const onTurn = async (seen: TurnEvent) => {
    const { attempts, servedModel: model, startedAtMs: atMs, durationMs } = seen;
    const usage = attempts.at(-1)?.usage;
    const requestId = requestIdOf(seen);
    turns.push({
      ...given('costNanoUsd', usage === undefined ? undefined : costOf({ usage, model, atMs })),
      ...given('seconds', stage.secondsOf({ requestIds: requestId === undefined ? [] : [requestId], durationMs })),
    });
  };
  expectEnded(await alwaysReasoning.play(task.scenario, { signal, onTurn }), task, play);
  return turns;
}

function requestIdOf({ attempts }: TurnEvent): string | undefined {
  return attempts.at(-1)?.requestId;
}

/** Rejects when a conversation did not end as its script does. */
function expectEnded(played: PlayedTask, { scenario }: Task, { stage }: Play): void {
  const problem = problemOf(played, scenario, { word: stage.simulated });
  if (problem !== undefined) throw new Error(problem);
}

function failed({ id }: Scenario, problem: string): TaskResult {
  return { kind: 'failed', id, problem };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
