/** Lines in the shape in which Claude Code 2.1.330 writes them, less what is not looked at. */

const startMs = Date.parse('2026-11-20T10:00:00.000Z');

export const at = (seconds: number) => new Date(startMs + 1_000 * seconds).toISOString();

let lines = 0;

/** The base of a line of the main conversation; `more` may make it a sidechain's. */
export function line(type: string, seconds: number, more: object = {}) {
  lines += 1;
  return { type, uuid: `line-${lines}`, isSidechain: false, sessionId: 'session-1', timestamp: at(seconds), ...more };
}

/** When a request goes out; newer versions only. */
export const request = (id: string, seconds: number, more: object = {}) =>
  line('api-request', seconds, { id, querySource: 'sdk', ...more });

export const user = (content: unknown, seconds: number, more: object = {}) =>
  line('user', seconds, { message: { role: 'user', content }, ...more });

export const result = (id: string, seconds: number, more: object = {}) =>
  user([{ type: 'tool_result', tool_use_id: id, content: 'one', ...more }], seconds);

export const text = (words: string) => ({ type: 'text', text: words });

export const call = (id: string, name = 'Read', input: object = { file_path: '/project/a.txt' }) => ({
  type: 'tool_use',
  id,
  name,
  input,
});

/** What a reply was billed; totals as the API splits them. */
export const billed = (plain: number, output: number, read: number, written: number) => ({
  input_tokens: plain,
  output_tokens: output,
  cache_read_input_tokens: read,
  cache_creation_input_tokens: written,
  cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
});

/** One block of a reply: every block is a line, and all repeat the reply's id and usage. */
export function reply(
  { id, usage, requestRef }: { id: string; usage: object; requestRef?: string },
  block: object,
  seconds: number,
  more: object = {},
) {
  return line('assistant', seconds, {
    requestId: `req_${id}`,
    ...(requestRef !== undefined && { requestRef }),
    message: {
      id,
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-5-5',
      content: [block],
      stop_reason: 'tool_use',
      usage,
    },
    ...more,
  });
}

const first = { id: 'msg_1', usage: billed(4, 60, 0, 10_000), requestRef: 'r1' };
const second = { id: 'msg_2', usage: billed(4, 20, 10_000, 500), requestRef: 'r2' };

/** A person asks for a file, the reply thinks, says so and calls, the next one answers. */
export const conversation: readonly object[] = [
  { type: 'queue-operation', operation: 'enqueue', timestamp: at(0), sessionId: 'session-1', content: 'Read a.txt' },
  user('Read a.txt', 0),
  line('attachment', 0, { attachment: { type: 'date' }, rendered: [{ content: '<system-reminder>' }] }),
  request('r1', 0),
  reply(first, { type: 'thinking', thinking: '', signature: 'x' }, 0.5),
  reply(first, text('I read.'), 0.6),
  reply(first, call('toolu_1'), 0.7),
  result('toolu_1', 0.9),
  request('r2', 1),
  reply(second, text('Done.'), 1.5),
  { type: 'cost-state', sessionId: 'session-1', totalCostUSD: 0.03 },
];
