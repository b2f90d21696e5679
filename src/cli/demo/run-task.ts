/**
 * Plays one task twice, at the same time: straight at the upstream (always the requested, reasoning model) and through
 * the gateway. Each run has a session id of its own in its system prompt, so that neither reads the other's caches.
 */
import type Anthropic from '@anthropic-ai/sdk';
import { costOf, given } from '../../core/index.ts';
import type { Scenario } from '../../simulator/index.ts';
import { converse, type Reply } from './assistant.ts';
import { type ConversationComparison, compareConversation, type RoutedTurn, type TurnCost } from './compare.ts';
import { problemOf } from './ending.ts';
import { toRoutedTurn } from './routed-turn.ts';
import { scriptedPerson } from './scripted-person.ts';
import { createTools } from './scripted-tools.ts';
import type { Stage } from './stage.ts';
import { systemPrompt } from './system-prompt.ts';
import { tools } from './tools.ts';
import { usageOf } from './usage.ts';

/** The model asked for on every turn: the reasoning tier. */
export const requestedModel = 'claude-sonnet-5-5';

/** What the runs share. */
export interface Play {
  readonly stage: Stage;
  readonly Client: typeof Anthropic;
  readonly signal: AbortSignal;
  /** Session ids of equal length, fresh for every demo. */
  readonly runIds: { readonly routed: string; readonly alwaysReasoning: string };
}

/** One task, how to play it, and who watches. */
export interface Task {
  readonly scenario: Scenario;
  readonly stream: boolean;
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
  const { stage, runIds } = play;
  const turns: RoutedTurn[] = [];
  await talk(task, { ...play, baseURL: stage.gatewayUrl, runId: runIds.routed }, async (reply) => {
    if (reply.requestId === undefined) throw new Error('a reply without a request id');
    const event = await stage.events.of(reply.requestId);
    const turn = toRoutedTurn(event, { turn: turns.length + 1, durationMs: reply.durationMs, stage });
    turns.push(turn);
    task.onTurn(turn);
  });
  return turns;
}

async function runDirect(task: Task, play: Play): Promise<readonly TurnCost[]> {
  const { stage, runIds } = play;
  const turns: TurnCost[] = [];
  await talk(task, { ...play, baseURL: stage.upstreamUrl, runId: runIds.alwaysReasoning }, async (reply) => {
    const { message, requestId, startedAtMs, durationMs } = reply;
    const cost = costOf({ usage: usageOf(message.usage), model: message.model, atMs: startedAtMs });
    const seconds = stage.secondsOf({ requestIds: requestId === undefined ? [] : [requestId], durationMs });
    turns.push({ ...given('costNanoUsd', cost), ...given('seconds', seconds) });
  });
  return turns;
}

interface Run extends Play {
  readonly baseURL: string;
  readonly runId: string;
}

/** More turns than any scripted task needs, for models that do not follow a script. */
export const maxTurns = 16;

/** Holds the conversation; rejects when it does not end as its script does. */
async function talk({ scenario, stream }: Task, run: Run, onReply: (reply: Reply) => Promise<void>): Promise<void> {
  const { Client, stage, signal, baseURL, runId } = run;
  const replies: Anthropic.Message[] = [];
  const assistant = {
    client: new Client({ apiKey: stage.apiKey, baseURL }),
    model: requestedModel,
    system: systemPrompt(runId),
    tools,
    useTool: createTools(scenario),
    stream,
    signal,
  };
  for await (const reply of converse(assistant, scriptedPerson(scenario))) {
    replies.push(reply.message);
    await onReply(reply);
    if (replies.length === maxTurns) break;
  }
  const problem = problemOf(replies, scenario, { word: stage.simulated });
  if (problem !== undefined) throw new Error(problem);
}

function failed({ id }: Scenario, problem: string): TaskResult {
  return { kind: 'failed', id, problem };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
