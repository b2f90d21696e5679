import { type ContentBlock, isObject, type JsonObject } from './message.ts';

/** What a reply has said so far. */
export interface BuiltReply {
  /** Blocks that are whole, verbatim. */
  readonly blocks: readonly ContentBlock[];
  /** The block that the reply broke off in, as far as it came. */
  readonly unfinished?: ContentBlock;
  /** Ids of calls whose input is not whole: it is no JSON, or the reply ended inside it. Their input stands as `{}`. */
  readonly brokenCalls: readonly string[];
  readonly stopReason?: string;
}

/** What one event added, for whoever watches. */
export interface ReplyStep {
  readonly kind: 'text' | 'thinking';
  readonly text: string;
}

/** A block while it is written: `partialJson` is a call's input so far. */
interface OpenBlock {
  readonly fields: Record<string, unknown>;
  partialJson: string;
}

/** The fields that deltas append to, by the delta's type. */
const appended: Readonly<Record<string, string>> = {
  text_delta: 'text',
  thinking_delta: 'thinking',
  compaction_delta: 'content',
};

/** Puts an assistant message together from the events of a streamed reply. Events it does not know change nothing. */
export class ReplyBuilder {
  readonly #blocks: ContentBlock[] = [];
  readonly #brokenCalls: string[] = [];
  #open: OpenBlock | undefined;
  #stopReason: string | undefined;

  /** Takes the next event. */
  take(event: { readonly type: string }): ReplyStep | undefined {
    const { content_block: block, delta }: Readonly<Record<string, unknown>> = { ...event };
    if (event.type === 'content_block_start' && isObject(block)) this.#open = { fields: { ...block }, partialJson: '' };
    if (event.type === 'content_block_delta' && isObject(delta)) return this.#append(delta);
    if (event.type === 'content_block_stop') this.#finish();
    if (event.type === 'message_delta' && isObject(delta) && typeof delta.stop_reason === 'string') {
      this.#stopReason = delta.stop_reason;
    }
    return undefined;
  }

  /** Everything so far. */
  built(): BuiltReply {
    const unfinished = this.#open === undefined ? undefined : toBlock(this.#open.fields);
    return {
      blocks: this.#blocks,
      ...(unfinished === undefined ? {} : { unfinished }),
      brokenCalls: this.#brokenCalls,
      ...(this.#stopReason === undefined ? {} : { stopReason: this.#stopReason }),
    };
  }

  #append(delta: Readonly<Record<string, unknown>>): ReplyStep | undefined {
    const open = this.#open;
    if (open === undefined || typeof delta.type !== 'string') return undefined;
    const { fields } = open;
    const field = appended[delta.type];
    const text = field === undefined ? undefined : delta[field];
    if (field !== undefined && typeof text === 'string') {
      fields[field] = `${typeof fields[field] === 'string' ? fields[field] : ''}${text}`;
      return field === 'content' ? undefined : { kind: field === 'text' ? 'text' : 'thinking', text };
    }
    if (delta.type === 'input_json_delta' && typeof delta.partial_json === 'string')
      open.partialJson += delta.partial_json;
    if (delta.type === 'signature_delta') fields.signature = delta.signature;
    if (delta.type === 'citations_delta') {
      fields.citations = [...(Array.isArray(fields.citations) ? fields.citations : []), delta.citation];
    }
    return undefined;
  }

  #finish(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    const { fields, partialJson } = open;
    const input = partialJson === '' ? undefined : parseInput(partialJson);
    if (partialJson !== '' && input === undefined) this.#brokenCalls.push(String(fields.id));
    else if (input !== undefined) fields.input = input;
    this.#blocks.push(toBlock(fields));
  }
}

/** Only what is an object can be a call's input. */
function parseInput(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** The edge: blocks come from JSON and are kept as they are, whatever they hold. */
function toBlock(fields: Readonly<Record<string, unknown>>): ContentBlock {
  return fields as ContentBlock;
}
