import { createHash } from 'node:crypto';
import type { Answerer, JsonObject, PromptMessage } from '../../src/simulator/index.ts';

/** One answer of the model: thinking, words, calls; one without calls ends the loop. */
export interface Step {
  readonly thinking?: string;
  readonly text?: string;
  readonly calls?: readonly { readonly tool: string; readonly input: JsonObject }[];
  /** What the execution tier's model says instead. */
  readonly away?: Omit<Step, 'away'>;
}

/** What the model answers after each thing that a user, or an agent on its behalf, says: the words as they begin, and the steps. */
export type Script = Readonly<Record<string, readonly Step[]>>;

/**
 * Plays a script whatever a client puts around the words (reminders, system messages, summaries): the last user message
 * that begins a text block with scripted words says where it stands, and the answers with tool calls since then which
 * step is next, so that an answer that was cut before its calls is given again.
 */
export function playScript(script: Script): Answerer {
  return ({ model, messages }) => {
    const said = messages.map((message) => openingOf(message, script));
    const last = said.findLastIndex((opening) => opening !== undefined);
    const opening = said[last];
    if (opening === undefined) return undefined;
    const taken = messages.slice(last).filter(({ blocks }) => blocks.some(({ value }) => value.type === 'tool_use'));
    const scripted = script[opening]?.[taken.length];
    if (scripted === undefined) return undefined;
    const step = model.line === 'haiku' ? (scripted.away ?? scripted) : scripted;
    return {
      content: contentOf(step, `${opening}/${taken.length}`),
      stopReason: step.calls === undefined ? 'end_turn' : 'tool_use',
    };
  };
}

/** The scripted words that a user message begins a text with; of several the longest. */
function openingOf({ role, blocks }: PromptMessage, script: Script): string | undefined {
  if (role !== 'user') return undefined;
  return Object.keys(script)
    .filter((words) =>
      blocks.some(({ value }) => typeof value.text === 'string' && value.text.trim().startsWith(words)),
    )
    .toSorted((left, right) => right.length - left.length)[0];
}

function contentOf({ thinking, text, calls = [] }: Step, place: string): readonly JsonObject[] {
  return [
    ...(thinking === undefined ? [] : [{ type: 'thinking', thinking }]),
    ...(text === undefined ? [] : [{ type: 'text', text }]),
    ...calls.map(({ tool, input }, index) => ({
      type: 'tool_use',
      id: callId(`${place}/${index}`),
      name: tool,
      input,
    })),
  ];
}

function callId(place: string): string {
  return `toolu_${createHash('sha256').update(place).digest('hex').slice(0, 24)}`;
}
