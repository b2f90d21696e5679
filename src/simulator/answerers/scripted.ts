/**
 * Plays scenarios. Nothing is remembered between requests: the first user's message says which scenario it is, the
 * last scripted user's message which turn, and the assistant messages after it which step.
 */
import type { Answer, Answerer } from '../answer.ts';
import { idOf } from '../digest.ts';
import { type JsonObject, sortedJson, stringOf } from '../json.ts';
import type { PromptMessage } from '../prompt/request.ts';
import type { Scenario, ScenarioCall, ScenarioStep } from './scenario.ts';

/** Does a user say exactly this in the message (clients may put blocks of their own beside it)? */
function says(message: PromptMessage, text: string): boolean {
  return message.role === 'user' && message.blocks.some((block) => stringOf(block.value.text)?.trim() === text);
}

/** Where a transcript stands in a scenario. */
interface Place {
  readonly turn: number;
  readonly step: number;
}

/** The place of the next answer; undefined when the transcript is not this scenario's. */
function placeIn(scenario: Scenario, messages: readonly PromptMessage[]): Place | undefined {
  let turn = -1;
  let step = 0;
  for (const message of messages) {
    const next = scenario.turns[turn + 1];
    if (next !== undefined && says(message, next.user)) {
      turn += 1;
      step = 0;
    } else if (message.role === 'assistant') {
      if (turn === -1) return undefined;
      step += 1;
    }
  }
  return turn === -1 ? undefined : { turn, step };
}

/** The id of a scripted tool call: the same every time, so that a result can be found by it. */
function callId(scenario: Scenario, place: Place, index: number): string {
  return idOf('toolu', `${scenario.id}/${place.turn}/${place.step}/${index}`);
}

/** A step as one model takes it. */
function stepFor(model: string, { variants, ...usual }: ScenarioStep): Omit<ScenarioStep, 'variants'> {
  const variant = variants.find((candidate) => model.startsWith(candidate.models));
  if (variant === undefined) return usual;
  const { models: _models, ...changed } = variant;
  return { ...usual, ...changed };
}

function toContent(scenario: Scenario, place: Place, said: Omit<ScenarioStep, 'variants'>): JsonObject[] {
  const content: JsonObject[] = [];
  if (said.thinking !== undefined) content.push({ type: 'thinking', thinking: said.thinking });
  if (said.text !== undefined) content.push({ type: 'text', text: said.text });
  for (const [index, { tool, input }] of (said.calls ?? []).entries()) {
    content.push({ type: 'tool_use', id: callId(scenario, place, index), name: tool, input });
  }
  return content;
}

function answerAt(scenario: Scenario, place: Place, model: string): Answer | undefined {
  const step = scenario.turns[place.turn]?.steps[place.step];
  if (step === undefined) return undefined;
  const said = stepFor(model, step);
  const content = toContent(scenario, place, said);
  const stopReason = (said.calls ?? []).length > 0 ? 'tool_use' : 'end_turn';
  return said.outputTokens === undefined
    ? { content, stopReason }
    : { content, stopReason, outputTokens: said.outputTokens };
}

/** Plays scenarios; a conversation that has left its script, or is over, is not answered. */
export function scriptedAnswerer(scenarios: readonly Scenario[]): Answerer {
  return ({ model, messages }) => {
    for (const scenario of scenarios) {
      const place = placeIn(scenario, messages);
      const answer = place === undefined ? undefined : answerAt(scenario, place, model.id);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}

/** A tool call as the client got it. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
}

/** A tool's scripted result. */
export type ScriptedResult = Pick<ScenarioCall, 'result' | 'isError' | 'takesMs'>;

/**
 * The client's tools of a scenario: gives each call its scripted result, by id, else (an answer that is not from the
 * script) the first with the same name and input. Undefined when there is none.
 */
export function scriptedTools(scenario: Scenario): (call: ToolCall) => ScriptedResult | undefined {
  const byId = new Map<string, ScenarioCall>();
  const byInput = new Map<string, ScenarioCall>();
  const inputKey = (name: string, input: JsonObject) => `${name}:${sortedJson(input)}`;
  for (const [turn, { steps }] of scenario.turns.entries()) {
    for (const [step, { calls, variants }] of steps.entries()) {
      for (const list of [calls ?? [], ...variants.map((variant) => variant.calls ?? [])]) {
        for (const [index, call] of list.entries()) {
          const key = inputKey(call.tool, call.input);
          byId.set(`${callId(scenario, { turn, step }, index)}:${key}`, call);
          if (!byInput.has(key)) byInput.set(key, call);
        }
      }
    }
  }
  return ({ id, name, input }) => {
    const key = inputKey(name, input);
    return byId.get(`${id}:${key}`) ?? byInput.get(key);
  };
}
