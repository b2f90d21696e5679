/**
 * A ping is the last request once more with `max_tokens: 0`: the API reads the prompt, which begins its cache entry's life
 * anew, and writes nothing. Everything else that keys the cache (thinking, effort, tool_choice, betas) has to stay, so what
 * the API refuses beside `max_tokens: 0` cannot be pinged (facts, section 2).
 */
import type { Edit } from '../edit.ts';
import type { ModelCapabilities } from '../models/index.ts';
import type { RequestSettings } from '../turn.ts';

/** Why a request is not pinged:
 *
 * - `unknown_model`: no table says what its model does
 * - `no_prewarm`: its model does not take `max_tokens: 0`
 * - `manual_thinking`, `output_format`, `forced_tool`: refused together with it
 * - `adaptive_thinking`: its model is not known to take it while it thinks; the setting `models` overrules that
 * - `bound`: it goes on with a thread or a container on the API's side
 */
export type PingRefusal =
  | 'unknown_model'
  | 'no_prewarm'
  | 'manual_thinking'
  | 'output_format'
  | 'forced_tool'
  | 'adaptive_thinking'
  | 'bound';

/** The edits that make a ping of a request, or why there is none. */
export type PingFit =
  | { readonly fits: true; readonly edits: readonly Edit[] }
  | { readonly fits: false; readonly because: PingRefusal };

/** A request as it was sent: the client's settings, the edits that fitted it, and the model that answered. */
export interface SentRequest {
  readonly settings: RequestSettings;
  readonly edits: readonly Edit[];
  readonly capabilities: ModelCapabilities | undefined;
}

const because = 'a ping asks for no reply';

/** The edits, on top of those that the request was sent with. Only `max_tokens` and `stream` change. */
export function pingEdits(request: SentRequest): PingFit {
  const refusal = refusalOf(request);
  if (refusal !== undefined) return { fits: false, because: refusal };
  const unstreamed: readonly Edit[] = request.settings.stream
    ? [{ kind: 'set', path: ['stream'], value: false, because }]
    : [];
  return { fits: true, edits: [{ kind: 'set', path: ['max_tokens'], value: 0, because }, ...unstreamed] };
}

function refusalOf({ settings, edits, capabilities }: SentRequest): PingRefusal | undefined {
  if (capabilities === undefined) return 'unknown_model';
  if (!capabilities.prewarm) return 'no_prewarm';
  if (settings.thread !== undefined || settings.container) return 'bound';
  const thinking = edits.reduce(thinkingAfter, settings.thinking?.type);
  if (thinking === 'enabled') return 'manual_thinking';
  if (settings.outputFormat) return 'output_format';
  if (settings.toolChoice?.type === 'any' || settings.toolChoice?.type === 'tool') return 'forced_tool';
  const thinksByItself = thinking === undefined && capabilities.thinking.default !== 'off';
  const isAdaptive = thinking === 'adaptive' || thinksByItself;
  return isAdaptive && !capabilities.prewarmAdaptive ? 'adaptive_thinking' : undefined;
}

/** The type of thinking after one more edit. */
function thinkingAfter(type: string | undefined, edit: Edit): string | undefined {
  if (edit.kind === 'header' || edit.kind === 'cache_ttl' || edit.path[0] !== 'thinking') return type;
  const [, below] = edit.path;
  if (below !== undefined && below !== 'type') return type;
  if (edit.kind === 'remove') return undefined;
  const value = below === undefined ? memberOf(edit.value, 'type') : edit.value;
  return typeof value === 'string' ? value : type;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
