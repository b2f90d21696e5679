import type { LanguageModelV4FinishReason, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { capabilitiesOf, given, type Json, type RepliedCall, type ReplyContent } from '../../core/index.ts';
import type { ReplyFacts, ReplyProgress } from '../../wire/index.ts';
import { errorTypeOf } from '../call-failure.ts';
import { usageOf } from './usage.ts';

type Finish = Extract<LanguageModelV4StreamPart, { readonly type: 'finish' }>;
type Call = Extract<LanguageModelV4StreamPart, { readonly type: 'tool-call' }>;

/** A reply of the AI SDK as far as its parts have come: what is judged, and what is recorded. */
export class ReplyDraft {
  #pieces = 0;
  #hasContent = false;
  #texts: string[] = [];
  #textCharacters = 0;
  readonly #begun = new Set<string>();
  readonly #calls: Call[] = [];
  #otherBlocks = 0;
  #endsInCall = false;
  #messageId: string | undefined;
  #model: string | undefined;
  #finish: Finish | undefined;
  #error: { readonly type: string; readonly message: string } | undefined;

  /** A part has come. Pings count for nothing. */
  take(part: LanguageModelV4StreamPart): void {
    if (part.type === 'ping' || part.type === 'raw') return;
    this.#pieces += 1;
    switch (part.type) {
      case 'text-start':
      case 'reasoning-start':
      case 'reasoning-delta':
        return this.#begin(false);
      case 'text-delta':
        this.#texts.push(part.delta);
        this.#textCharacters += part.delta.length;
        return this.#begin(false);
      case 'tool-input-start':
        if (part.providerExecuted !== true) this.#begun.add(part.id);
        return this.#begin(part.providerExecuted !== true);
      case 'tool-call':
        return this.#takeCall(part);
      case 'tool-result':
      case 'file':
      case 'custom':
        this.#otherBlocks += 1;
        return this.#begin(false);
      case 'response-metadata':
        this.#messageId = part.id ?? this.#messageId;
        this.#model = part.modelId ?? this.#model;
        return;
      case 'finish':
        this.#finish = part;
        return;
      case 'error':
        this.#error = { type: errorTypeOf(part.error), message: '' };
        return;
      default:
        return;
    }
  }

  progress(): ReplyProgress {
    return {
      pieces: this.#pieces,
      hasContent: this.#hasContent,
      textCharacters: this.#textCharacters,
      calls: this.#begun.size,
      finished: this.#finish !== undefined,
      ...given('errorType', this.#error?.type),
    };
  }

  content(): ReplyContent {
    return {
      text: this.#texts.join(''),
      toolCalls: this.#calls.map(callOf),
      otherBlocks: this.#otherBlocks,
      endsInCall: this.#endsInCall,
      ...given('stopReason', this.#stopReason()),
    };
  }

  facts(): ReplyFacts {
    return {
      toolCalls: this.#calls.map(({ toolCallId, toolName }) => ({ id: toolCallId, name: toolName })),
      complete: this.#finish !== undefined,
      ...given('usage', this.#finish && usageOf(this.#finish.usage)),
      ...given('stopReason', this.#stopReason()),
      ...given('messageId', this.#messageId),
      ...given('model', isPriced(this.#model) ? this.#model : undefined),
      ...given('error', this.#error),
    };
  }

  #takeCall(part: Call): void {
    if (part.providerExecuted === true) {
      this.#otherBlocks += 1;
      return this.#begin(false);
    }
    this.#begun.add(part.toolCallId);
    this.#calls.push(part);
    this.#begin(true);
  }

  #begin(isCall: boolean): void {
    this.#hasContent = true;
    this.#endsInCall = isCall;
  }

  #stopReason(): string | undefined {
    return this.#finish && stopReasonOf(this.#finish.finishReason);
  }
}

/** Providers answer under a dated name of the model: one that the table does not know says nothing of what it costs. */
function isPriced(model: string | undefined): boolean {
  return model !== undefined && capabilitiesOf(model) !== undefined;
}

/** The API's own word where a provider hands it on, else the nearest one. */
function stopReasonOf({ raw, unified }: LanguageModelV4FinishReason): string | undefined {
  if (raw !== undefined && stopReasons.has(raw)) return raw;
  return nearest[unified];
}

const stopReasons: ReadonlySet<string> = new Set([
  'end_turn',
  'tool_use',
  'max_tokens',
  'stop_sequence',
  'refusal',
  'pause_turn',
  'model_context_window_exceeded',
]);

const nearest: Readonly<Partial<Record<LanguageModelV4FinishReason['unified'], string>>> = {
  stop: 'end_turn',
  'tool-calls': 'tool_use',
  length: 'max_tokens',
  'content-filter': 'refusal',
};

/** The input is what the model wrote; nothing written is an empty object. */
function callOf({ toolName, input }: Call): RepliedCall {
  const parsed = input.trim() === '' ? {} : parsedOrNot(input);
  return { name: toolName, ...given('input', parsed) };
}

function parsedOrNot(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
