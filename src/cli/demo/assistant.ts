/**
 * The demo's assistant: the agent loop with the demo's tools. Whether its turns are routed, and where, is its client's and
 * its routing's matter; the loop is the same.
 */
import type Anthropic from '@anthropic-ai/sdk';
import { type AgentOptions, createAgent, createConversation, defineTool, type RunResult } from '../../agent/index.ts';
import type { TurnEvent } from '../../core/index.ts';
import type { Scenario } from '../../simulator/index.ts';
import { scriptedPerson } from './scripted-person.ts';
import { createTools } from './scripted-tools.ts';
import { tools } from './tools.ts';

/** The model asked for on every turn: the reasoning tier. */
export const requestedModel = 'claude-sonnet-5-5';

/** More turns than any scripted task needs, for models that do not follow a script. */
export const maxTurns = 16;

/** Where an assistant sits: who it asks, and what routes its turns. */
export interface Seat {
  readonly client: Anthropic;
  readonly routing: Pick<AgentOptions, 'mode' | 'control' | 'sinks' | 'onProblem'>;
}

/** Who watches a task being played. */
export interface Watch {
  readonly signal: AbortSignal;
  /** Each turn as the assistant itself saw it; waited for before the task is over. */
  readonly onTurn: (event: TurnEvent) => Promise<void>;
}

/** How a task ended: its last run, and the turns of all. */
export interface PlayedTask extends Pick<RunResult, 'end' | 'text' | 'stopReason' | 'error'> {
  readonly turns: number;
}

/** An assistant. It plays one task at a time; what it learns of loops it keeps from one to the next. */
export interface Assistant {
  play(scenario: Scenario, watch: Watch): Promise<PlayedTask>;
}

/** Puts an assistant on a seat. */
export function createAssistant({ client, routing }: Seat, system: string): Assistant {
  let useTool: ReturnType<typeof createTools> = () => ({ content: 'Nothing is played.', isError: true });
  const agent = createAgent({
    ...routing,
    client,
    // One breakpoint of its own, so that tasks share it; the agent's automatic one moves along with the transcript.
    system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
    maxTokens: 4_096,
    tiers: { reasoning: requestedModel, execution: { model: 'claude-haiku-5-5', effort: 'low' } },
    tools: tools.map((tool) =>
      defineTool({ ...tool, run: (input, { callId }) => useTool({ id: callId, name: tool.name, input }) }),
    ),
  });
  return {
    async play(scenario, { signal, onTurn }) {
      useTool = createTools(scenario);
      const person = scriptedPerson(scenario);
      let conversation = createConversation();
      let played: PlayedTask = { end: 'failed', text: '', turns: 0 };
      for (let said = person.speak(); said !== undefined; said = person.speak()) {
        const limits = { turns: maxTurns - played.turns };
        const run = agent.stream(conversation, said, { signal, limits, interject: person.interject });
        for await (const event of run) if (event.type === 'turn-ended') await onTurn(event.turn.event);
        const result = await run.result;
        conversation = result.conversation;
        played = { ...result, turns: played.turns + result.turns };
        if (result.end !== 'answered') break;
      }
      return played;
    },
  };
}
