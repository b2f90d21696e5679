/**
 * An assistant the way anyone writes one with the official SDK: a tool loop that keeps the whole transcript, caches its
 * prompt, and knows nothing of Turnwise. Whether it talks to the API or to a gateway is its client's base URL.
 */
import type Anthropic from '@anthropic-ai/sdk';

/** Who the assistant talks to. */
export interface Person {
  /** What they say next, once the assistant has answered; `undefined` ends the conversation. */
  speak(): string | undefined;
  /** What they typed while the last tools ran. */
  interject(): string | undefined;
}

/** What a tool gave back. */
export interface ToolResult {
  readonly content: string;
  readonly isError: boolean;
}

/** What the assistant is made of. */
export interface AssistantOptions {
  readonly client: Anthropic;
  readonly model: string;
  readonly system: string;
  readonly tools: Anthropic.Tool[];
  readonly useTool: (call: Anthropic.ToolUseBlock) => ToolResult;
  readonly stream: boolean;
  readonly signal: AbortSignal;
}

/** One reply of the model, and what the client saw of it. */
export interface Reply {
  readonly message: Anthropic.Message;
  readonly requestId: string | undefined;
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/** Holds a conversation and yields every reply, until the person has nothing more to say. The SDK's errors pass through. */
export async function* converse(options: AssistantOptions, person: Person): AsyncGenerator<Reply> {
  const messages: Anthropic.MessageParam[] = [];
  for (let said = person.speak(); said !== undefined; said = person.speak()) {
    messages.push({ role: 'user', content: [{ type: 'text', text: said }] });
    for (let working = true; working; ) {
      const reply = await ask(options, messages);
      yield reply;
      const { content, stop_reason: stopReason } = reply.message;
      messages.push({ role: 'assistant', content });
      working = stopReason === 'tool_use';
      if (working) messages.push({ role: 'user', content: [...resultsOf(content, options), ...typedBy(person)] });
    }
  }
}

const maxTokens = 4096;
const breakpoint = { type: 'ephemeral' } as const;

async function ask(options: AssistantOptions, messages: readonly Anthropic.MessageParam[]): Promise<Reply> {
  const { client, model, system, tools, stream, signal } = options;
  const request = {
    model,
    max_tokens: maxTokens,
    system: [{ type: 'text' as const, text: system, cache_control: breakpoint }],
    tools,
    messages: cachedToTheEnd(messages),
  };
  const startedAtMs = Date.now();
  const { data: message, request_id: requestId } = stream
    ? await finished(client.messages.stream(request, { signal }))
    : await client.messages.create(request, { signal }).withResponse();
  return { message, requestId: requestId ?? undefined, startedAtMs, durationMs: Date.now() - startedAtMs };
}

async function finished(stream: ReturnType<Anthropic['messages']['stream']>) {
  const data = await stream.finalMessage();
  return { data, request_id: stream.request_id };
}

/** The transcript with a cache breakpoint on its last block; the one of the turn before is found by the API itself. */
function cachedToTheEnd(messages: readonly Anthropic.MessageParam[]): Anthropic.MessageParam[] {
  const last = messages.at(-1);
  if (last?.role !== 'user' || typeof last.content === 'string') return [...messages];
  const content = last.content.map((block, index) =>
    index === last.content.length - 1 && (block.type === 'text' || block.type === 'tool_result')
      ? { ...block, cache_control: breakpoint }
      : block,
  );
  return [...messages.slice(0, -1), { ...last, content }];
}

function resultsOf(content: readonly Anthropic.ContentBlock[], { useTool }: AssistantOptions) {
  return content
    .filter((block) => block.type === 'tool_use')
    .map((call) => {
      const { content: text, isError } = useTool(call);
      return { type: 'tool_result' as const, tool_use_id: call.id, content: text, is_error: isError };
    });
}

function typedBy(person: Person) {
  const typed = person.interject();
  return typed === undefined ? [] : [{ type: 'text' as const, text: typed }];
}
