/** Scripted conversations as someone who uses the AI SDK would hold them. */
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { generateText, jsonSchema, type ModelMessage, streamText, type ToolSet, tool } from 'ai';
import type { Json, Scenario } from '../../src/simulator/index.ts';
import { type ScriptedPerson, scriptedPerson } from '../conversations.ts';

type Generated = Pick<
  Awaited<ReturnType<typeof generateText>>,
  'text' | 'toolCalls' | 'providerMetadata' | 'finishReason' | 'usage'
> & { readonly responseMessages: readonly ModelMessage[] };

/** How a conversation is held. */
export interface Holding {
  readonly model: LanguageModelV4;
  readonly stream: boolean;
  /** Whether the conversation sets cache breakpoints, at its system and its end. Default: it does. */
  readonly marks?: boolean;
  readonly providerOptions?: { readonly anthropic?: Record<string, Json>; readonly turnwise?: Record<string, Json> };
  /** Told of text as it streams. */
  readonly onText?: (text: string) => void;
  /** Retries of the SDK's own; default 0. */
  readonly maxRetries?: number;
}

const ephemeral = { anthropic: { cacheControl: { type: 'ephemeral' as const } } };

/** Holds a scenario's whole conversation and returns what came of each step. */
export async function holdConversation(scenario: Scenario, holding: Holding): Promise<readonly Generated[]> {
  const person = scriptedPerson(scenario);
  const messages: ModelMessage[] = [systemMessage(person, holding)];
  const steps: Generated[] = [];
  for (let said = person.speak(); said !== undefined; said = person.speak()) {
    messages.push({ role: 'user', content: said });
    for (let working = true; working; ) {
      const step = await ask(messages, scenario, holding);
      steps.push(step);
      messages.push(...step.responseMessages);
      working = step.toolCalls.length > 0;
      if (working) messages.push(...answered(step, person));
    }
  }
  return steps;
}

function systemMessage({ system }: ScriptedPerson, { marks = true }: Holding): ModelMessage {
  return { role: 'system', content: system, ...(marks ? { providerOptions: ephemeral } : {}) };
}

async function ask(messages: readonly ModelMessage[], scenario: Scenario, holding: Holding): Promise<Generated> {
  const { model, stream, marks = true, providerOptions, maxRetries = 0 } = holding;
  const call = {
    model,
    messages: marks ? withLastCached(messages) : [...messages],
    maxOutputTokens: 4096,
    tools: toolsOf(scenario),
    maxRetries,
    allowSystemInMessages: true,
    ...(providerOptions === undefined ? {} : { providerOptions }),
  };
  if (!stream) {
    const result = await generateText(call);
    const { text, toolCalls, providerMetadata, finishReason, usage } = result;
    return { text, toolCalls, providerMetadata, finishReason, usage, responseMessages: result.response.messages };
  }
  const errors: unknown[] = [];
  const result = streamText({ ...call, onError: ({ error }) => void errors.push(error) });
  for await (const part of result.fullStream) if (part.type === 'text-delta') holding.onText?.(part.text);
  if (errors.length > 0) throw errors[0];
  return {
    text: await result.text,
    toolCalls: await result.toolCalls,
    providerMetadata: await result.providerMetadata,
    finishReason: await result.finishReason,
    usage: await result.usage,
    responseMessages: (await result.response).messages,
  };
}

/** The breakpoint that moves with the transcript. */
function withLastCached(messages: readonly ModelMessage[]): ModelMessage[] {
  const last = messages.at(-1);
  return last === undefined ? [] : [...messages.slice(0, -1), { ...last, providerOptions: ephemeral }];
}

function toolsOf(scenario: Scenario): ToolSet {
  return Object.fromEntries(
    scenario.tools.map(({ name, description, input_schema }) => [
      name,
      tool({ description, inputSchema: jsonSchema<Record<string, unknown>>(input_schema) }),
    ]),
  );
}

function answered({ toolCalls }: Generated, person: ScriptedPerson): ModelMessage[] {
  const content = toolCalls.map(({ toolCallId, toolName, input }) => {
    const { result, isError } = person.use({
      id: toolCallId,
      name: toolName,
      input: JSON.parse(JSON.stringify(input)),
    });
    const type = isError ? ('error-text' as const) : ('text' as const);
    return { type: 'tool-result' as const, toolCallId, toolName, output: { type, value: result } };
  });
  const typed = person.interject();
  return [
    { role: 'tool', content },
    ...(typed === undefined ? [] : [{ role: 'user' as const, content: [{ type: 'text' as const, text: typed }] }]),
  ];
}
