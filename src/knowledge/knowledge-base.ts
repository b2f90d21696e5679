import {
  capabilitiesOf,
  convertTokens,
  type FitMemory,
  isInShare,
  type Knowledge,
  type TurnPlace,
  type Usage,
} from '../core/index.ts';
import { type Conversation, Conversations, type PathClaim } from './conversations.ts';
import { ModelLimits } from './model-limits.ts';

/**
 * What this process knows beside the request: which conversation a turn belongs to, what was fitted for it, which models
 * are rate-limited. Small, bounded, in memory; nothing here waits or throws.
 */
export class KnowledgeBase {
  readonly #conversations: Conversations;
  readonly #limits = new ModelLimits();

  /** `createId` gives conversation ids; `capacity` bounds the turns whose place is remembered. */
  constructor(options: { readonly createId: () => string; readonly capacity?: number }) {
    this.#conversations = new Conversations(options);
  }

  /** Places a turn and says what is known for deciding it. Every `begin` is followed by one `end`. */
  begin(claim: PathClaim, context: TurnContext): KnownTurn {
    const { conversation, place } = this.#conversations.begin(claim);
    const contextTokens = contextTokensOf(conversation, context);
    return {
      conversationId: conversation.id,
      ...(conversation.parentId === undefined ? {} : { parentConversationId: conversation.parentId }),
      place,
      knowledge: {
        control: isInShare(conversation.assignmentKey, 'control', context.controlShare),
        cooldownTurns: 0,
        rateLimitedModels: this.#limits.current(context.nowMs),
        ...(contextTokens === undefined ? {} : { contextTokens }),
        hour: new Date(context.nowMs).getHours(),
        fits: Object.fromEntries(conversation.fits),
      },
      end: (ending) => this.#end(conversation, ending, context),
    };
  }

  #end(conversation: Conversation, ending: TurnEnding, context: TurnContext): void {
    this.#conversations.end(conversation, ending);
    const { fit, usage, model } = ending;
    if (fit !== undefined && !conversation.fits.has(fit.tier)) conversation.fits.set(fit.tier, fit.memory);
    if (usage !== undefined) {
      const inputTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
      conversation.measured = { inputTokens, model, prefixBytes: context.prefixBytes };
    }
    if (ending.status === 429) this.#limits.limited(model, ending.retryAfterSeconds, ending.nowMs);
  }
}

/** What placing a turn needs beside its path. */
export interface TurnContext {
  readonly nowMs: number;
  readonly controlShare: number;
  readonly requestedModel: string;
  readonly prefixBytes: number;
}

/** A placed turn, the knowledge to decide it with, and the way to tell how it ended. */
export interface KnownTurn {
  readonly conversationId: string;
  readonly parentConversationId?: string;
  readonly place: TurnPlace;
  readonly knowledge: Knowledge;
  end(ending: TurnEnding): void;
}

/** How a turn ended, as far as later turns care. */
export interface TurnEnding {
  readonly complete: boolean;
  readonly nowMs: number;
  readonly model: string;
  readonly replyCallIds: readonly string[];
  readonly fit?: { readonly tier: string; readonly memory: FitMemory };
  readonly usage?: Usage;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
}

/**
 * The last prompt's real tokens, grown with the bytes (the conversation's own tokens per byte, no tokenizer), as the
 * requested model counts them: the model that measured them may have used the other tokenizer.
 */
function contextTokensOf({ measured }: Conversation, context: TurnContext): number | undefined {
  if (measured === undefined || measured.prefixBytes === 0) return undefined;
  const tokens = Math.round((measured.inputTokens * context.prefixBytes) / measured.prefixBytes);
  const from = capabilitiesOf(measured.model)?.tokenizer;
  const to = capabilitiesOf(context.requestedModel)?.tokenizer;
  return from === undefined || to === undefined ? tokens : convertTokens(tokens, from, to);
}
