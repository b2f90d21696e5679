/**
 * The router's reading of the API held against the simulator's: requests of every shape, fitted by core, applied to
 * their bytes by wire, and judged by the strict checker, whose tables were typed a second time.
 */
import { type Edit, type Fit, type FitMemory, fit, type TierTarget } from '../core/index.ts';
import {
  type JsonObject,
  refusalOf,
  type Simulator,
  type StrictOptions,
  startSimulator,
  strictCheck,
} from '../simulator/index.ts';
import { applyEdits, createTurnReader, headerEditsOf, type ReadTurn } from '../wire/index.ts';

/** A request as a client may send it, to any model. */
export interface Shape {
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly [field: string]: unknown };
}

/** One thing that a request may hold. */
export interface Part {
  readonly what: string;
  readonly betas?: readonly string[];
  readonly body?: { readonly [field: string]: unknown };
}

const part = (what: string, body?: Part['body'], betas: readonly string[] = []): Part => ({
  what,
  body: body ?? {},
  betas,
});
const thinking = (what: string, setting: object, betas?: readonly string[]) => part(what, { thinking: setting }, betas);
const bindingBeta = 'thinking-binding-controls-2026-08-01';
const lenient = { prefix_mismatch_behavior: 'drop_block' };

/** Every way to ask for thinking. */
export const thinkings: readonly Part[] = [
  part('no thinking'),
  thinking('adaptive', { type: 'adaptive' }),
  thinking('adaptive, shown', { type: 'adaptive', display: 'summarized' }),
  thinking('adaptive, updates', { type: 'adaptive', display: 'updates' }, ['thinking-display-updates-2026-08-18']),
  thinking('adaptive, bound', { type: 'adaptive', block_binding: lenient }, [bindingBeta]),
  thinking('manual', { type: 'enabled', budget_tokens: 2_000 }),
  thinking('manual, large', { type: 'enabled', budget_tokens: 100_000 }),
  thinking('between tools', { type: 'between_tools' }),
  thinking('disabled', { type: 'disabled' }),
];

const efforts: readonly Part[] = [
  part('no effort'),
  ...['low', 'high', 'xhigh', 'max'].map((effort) => part(`effort ${effort}`, { output_config: { effort } })),
];

const tools = [{ name: 'look', input_schema: { type: 'object' } }];
const asked = { role: 'user', content: 'Is it?' };
const call = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} };
const answered = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'fine' }] };
const foreign = { type: 'thinking', thinking: 'hm', signature: 'bW9jay1zaWduYXR1cmU=' };
const said = (...content: readonly object[]) => ({ role: 'assistant', content });
const told = { role: 'system', content: 'Be brief.' };
const messages = (what: string, ...list: readonly object[]) => part(what, { messages: list, tools });

const loop = messages('a loop that thought', asked, said(foreign, call), answered);

const transcripts: readonly Part[] = [
  loop,
  messages('an opening', asked),
  messages('a loop', asked, said(call), answered),
  messages('a loop behind', asked, said(call), answered, said({ type: 'text', text: 'Yes.' }), asked),
  messages('a prefill', asked, said({ type: 'text', text: 'It' })),
  messages('a system message', asked, told),
  {
    ...messages('an effort along the transcript', asked, {
      role: 'system',
      content: [],
      output_config: { effort: 'low' },
    }),
    betas: ['mid-conversation-output-config-2026-07-01'],
  },
];

const edits = (type: string, betas: readonly string[] = []) =>
  part(type, { context_management: { edits: [{ type }] } }, ['context-management-2025-06-27', ...betas]);
const server = (type: string, betas?: readonly string[]) => part(type, { tools: [{ type, name: 'x' }] }, betas);

/** What a request may hold beside: each goes with every thinking and a few transcripts. */
const others: readonly Part[] = [
  part('temperature 0.5', { temperature: 0.5 }),
  part('temperature 1', { temperature: 1 }),
  part('temperature and top_p', { temperature: 0.5, top_p: 0.9 }),
  part('top_p', { top_p: 0.9 }),
  part('top_k', { top_k: 5 }),
  part('any tool', { tool_choice: { type: 'any' } }),
  part('one tool', { tool_choice: { type: 'tool', name: 'look' } }),
  ...[0, 500, 64_000, 128_000].map((max) => part(`max_tokens ${max}`, { max_tokens: max })),
  part('manual budget above max_tokens', { max_tokens: 1_500 }, ['interleaved-thinking-2025-05-14']),
  part('a stream', { stream: true }),
  part('an output format', { output_config: { format: { type: 'json_schema', schema: {} } } }),
  part('fast mode', { speed: 'fast' }),
  part('a region', { inference_geo: 'us' }),
  part('a list of fallbacks', { fallbacks: [{ model: 'claude-opus-5-5' }] }, ['server-side-fallback-2026-06-01']),
  part('the default fallbacks', { fallbacks: 'default' }, ['server-side-fallback-2026-07-01']),
  part('a container', { container: 'c' }),
  edits('clear_thinking_20251015'),
  edits('clear_tool_uses_20250919'),
  edits('compact_20260112', ['compact-2026-01-12']),
  server('web_search_20250305'),
  server('web_search_20260318'),
  server('computer_20250124', ['computer-use-2025-01-24']),
  server('computer_20251124', ['computer-use-2025-11-24']),
  server('computer_toolset_20260801'),
  server('browser_toolset_20260801'),
  part('context-1m', {}, ['context-1m-2025-08-07', 'effort-2025-11-24']),
];

/** A request of these parts under a version of the API. */
export function shapeOf(version: string, parts: readonly Part[]): Shape {
  const betas = parts.flatMap((one) => one.betas ?? []);
  const body = Object.assign({ max_tokens: 16_000 }, ...parts.map((one) => one.body));
  const outputConfig = Object.assign({}, ...parts.map((one) => one.body?.output_config));
  return {
    what: [version, ...parts.map((one) => one.what)].join(', '),
    headers: {
      'x-api-key': 'key-1',
      'anthropic-version': version,
      ...(betas.length === 0 ? {} : { 'anthropic-beta': betas.join(',') }),
    },
    body: Object.keys(outputConfig).length === 0 ? body : { ...body, output_config: outputConfig },
  };
}

/**
 * Every thinking with every effort and transcript, and every other part with every thinking in both versions of the API,
 * in a loop that manual thinking accepts too.
 */
export const shapes: readonly Shape[] = thinkings.flatMap((one) => [
  ...efforts.flatMap((effort) => transcripts.map((transcript) => shapeOf('2023-06-01', [one, effort, transcript]))),
  ...others.map((other) => shapeOf('2023-06-01', [one, loop, other])),
  ...others.map((other) => shapeOf('2026-10-21', [one, loop, other])),
]);

/** A shape sent to one model, and what core makes of it for a tier. */
export interface FittedRequest {
  readonly fit: Fit;
  /** The request with these edits applied. */
  readonly withEdits: (edits: readonly Edit[]) => Sent;
}

/** A request as it would go upstream. */
export interface Sent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const reader = createTurnReader({ salt: 'contract' });
const readings = new WeakMap<Sent, ReadTurn>();

function readingOf(sent: Sent, bytes: Buffer): ReadTurn {
  const known = readings.get(sent);
  if (known !== undefined) return known;
  const reading = reader.read({ body: bytes, header: (name) => sent.headers[name] });
  if (reading.kind !== 'turn') throw new Error(`unreadable: ${reading.why}`);
  readings.set(sent, reading);
  return reading;
}

/** Fits a request to a tier, from its bytes. */
export function fittedTo(sent: Sent, target: TierTarget, memory?: FitMemory, contextTokens?: number): FittedRequest {
  const { body, headers } = sent;
  const bytes = Buffer.from(body);
  const reading = readingOf(sent, bytes);
  const result = fit(reading.turn, target, { memory, contextTokens });
  return {
    fit: result,
    withEdits: (applied) => ({
      body: applyEdits(bytes, reading.layout, applied).toString(),
      headers: { ...headers, ...headerEditsOf(applied) },
    }),
  };
}

/** A shape as a request to a model. */
export function sentTo(model: string, { body, headers }: Shape): Sent {
  return { body: JSON.stringify({ model, ...body }), headers };
}

/** The words in which the strict checker refuses a request; undefined when it accepts it. */
export function refusalWords(sent: Sent, options?: StrictOptions): string | undefined {
  return refusalOf(sent, options)?.message;
}

/** A strict simulator whose models think and call a tool on every turn. */
export function startLoop(): Promise<Simulator> {
  return startSimulator({
    timeScale: 0,
    check: strictCheck(),
    answerers: [
      ({ messages: { length } }) => ({
        content: [
          { type: 'thinking', thinking: `Step ${length}: I look again.` },
          { type: 'text', text: 'I look.' },
          { type: 'tool_use', id: `toolu_${length}`, name: 'look', input: {} },
        ],
        stopReason: 'tool_use',
      }),
    ],
  });
}

/** A loop to be played: who answers which of its turns, and how the client asks for thinking. */
export interface LoopPlan {
  readonly from: string;
  readonly target: TierTarget;
  readonly thinking: Part;
  /** Turn by turn: whether it goes to the target, where it fits. */
  readonly order: readonly boolean[];
}

async function send(simulator: Simulator, { body, headers }: Sent): Promise<readonly JsonObject[] | string> {
  const response = await fetch(`${simulator.baseUrl}/v1/messages`, { method: 'POST', headers, body });
  const reply: { readonly content: readonly JsonObject[]; readonly error?: { readonly message: string } } = JSON.parse(
    await response.text(),
  );
  return reply.error?.message ?? reply.content;
}

/** Plays a loop; what a client's own request would be refused for is not played. */
export async function playLoop(
  simulator: Simulator,
  { from, target, thinking, order }: LoopPlan,
): Promise<{ readonly routed: number; readonly refusals: readonly string[] }> {
  const transcript: object[] = [asked];
  let memory: Parameters<typeof fittedTo>[2];
  let routed = 0;
  for (const isForTarget of order) {
    const shape = shapeOf('2023-06-01', [thinking, messages('a loop', ...transcript)]);
    const sent = sentTo(from, shape);
    if (refusalWords(sentTo(from, shapeOf('2023-06-01', [thinking, messages('an opening', asked)]))) !== undefined)
      break;
    const { fit: fitted, withEdits } = fittedTo(sent, target, memory);
    const goes = isForTarget && fitted.fits;
    const reply = await send(simulator, goes ? withEdits(fitted.edits) : sent);
    if (typeof reply === 'string') return { routed, refusals: [`turn to ${goes ? target.model : from}: ${reply}`] };
    if (goes) {
      routed += 1;
      memory ??= fitted.memory;
    }
    const id = reply.find((block) => block.type === 'tool_use')?.id;
    transcript.push(said(...reply), {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: id, content: 'fine' }],
    });
  }
  return { routed, refusals: [] };
}
