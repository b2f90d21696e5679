/** The conversation that every surface answers one turn of: a question, and simple tools that have answered. */
export interface BenchConversation {
  readonly name: string;
  readonly toolCount: number;
  readonly turns: readonly BenchTurn[];
}

/** One call of a tool, with its result. */
export interface BenchTurn {
  readonly callId: string;
  readonly result: string;
}

export const reasoningModel = 'claude-sonnet-5-5';
export const executionModel = 'claude-haiku-5-5';
export const simpleTool = 'get_weather';
export const system = 'You are a careful assistant.';

/** JSON Schema of every tool. */
export const inputSchema = {
  type: 'object' as const,
  properties: {
    city: {
      type: 'string' as const,
      description: 'The city, in any language; with its country where it is not unique.',
    },
  },
  required: ['city'],
};

/** A turn early in a task, and one of a long one. */
export const conversations: readonly BenchConversation[] = [
  { name: '2 KB', toolCount: 2, turns: turnsOf(1, 200) },
  { name: '60 KB', toolCount: 30, turns: turnsOf(16, 3_000) },
];

function turnsOf(count: number, resultBytes: number): readonly BenchTurn[] {
  const result = 'Bergen: rain, 9 °C. '.repeat(Math.ceil(resultBytes / 20));
  return Array.from({ length: count }, (_, index) => ({ callId: `toolu_${index}`, result }));
}

/** Names of the tools; the first is the one that was called. */
export function toolNames({ toolCount }: BenchConversation): readonly string[] {
  return Array.from({ length: toolCount }, (_, index) => (index === 0 ? simpleTool : `tool_${index}`));
}

/** What the user asks; another conversation for every number. */
export function question(number: number): string {
  return `Do I need an umbrella in Bergen? (${String(number).padStart(8, '0')})`;
}

/** The transcript in the API's shape. */
export function messagesOf({ turns }: BenchConversation, number: number) {
  return [
    { role: 'user' as const, content: question(number) },
    ...turns.flatMap(({ callId, result }) => [
      {
        role: 'assistant' as const,
        content: [{ type: 'tool_use' as const, id: callId, name: simpleTool, input: { city: 'Bergen' } }],
      },
      { role: 'user' as const, content: [{ type: 'tool_result' as const, tool_use_id: callId, content: result }] },
    ]),
  ];
}
