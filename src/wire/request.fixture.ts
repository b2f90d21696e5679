import type { Json } from '../core/index.ts';
import { createTurnReader, type ReadTurn, type TurnReader } from './read-turn.ts';

/** A request in the shape that Claude Code sends, made smaller. */
export const codingRequest = {
  model: 'claude-opus-5-5',
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: '<system-reminder>\nNotes\n</system-reminder>' },
        { type: 'text', text: 'Fix it' },
      ],
    },
    { role: 'system', content: 'You are in /srv/app.', output_config: { effort: 'medium' } },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: '', signature: 'c2ln' },
        { type: 'text', text: 'I look first.' },
        { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file_path: '/srv/app/ä.ts' } },
        { type: 'tool_use', id: 'toolu_2', name: 'Bash', input: { command: 'git status', description: 'Status' } },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'toolu_1', content: 'const ä = "1"' },
        {
          type: 'tool_result',
          tool_use_id: 'toolu_2',
          is_error: true,
          content: [
            { type: 'text', text: 'fatal:' },
            { type: 'text', text: 'no repository' },
          ],
          cache_control: { type: 'ephemeral' },
        },
      ],
    },
  ],
  system: [
    { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.330.abc' },
    { type: 'text', text: 'You are an agent.', cache_control: { type: 'ephemeral', ttl: '1h' } },
  ],
  tools: [
    { name: 'Read', description: 'Reads', input_schema: { type: 'object' } },
    { name: 'Bash', description: 'Runs', input_schema: { type: 'object' } },
  ],
  metadata: { user_id: '{"device_id":"d1","account_uuid":"","session_id":"s1"}' },
  max_tokens: 32000,
  thinking: { type: 'adaptive', display: 'omitted' },
  output_config: { effort: 'medium' },
  stream: true,
} satisfies Json;

/** Reads a request, as text or as a value; throws where it cannot be read. */
export function readRequest(
  request: Json | string,
  headers: Readonly<Record<string, string>> = {},
  reader: TurnReader = createTurnReader({ salt: 'salt' }),
): ReadTurn {
  const text = typeof request === 'string' ? request : JSON.stringify(request);
  const reading = reader.read({ body: Buffer.from(text), header: (name) => headers[name] });
  if (reading.kind === 'unreadable') throw new Error(reading.why);
  return reading;
}

/** A request of these messages and nothing else. */
export function requestOf(messages: readonly Json[], more: { readonly [key: string]: Json } = {}): Json {
  return { model: 'claude-sonnet-5-5', max_tokens: 1000, messages, ...more };
}
