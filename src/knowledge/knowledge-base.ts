import {
  type Account,
  asAsked,
  type CacheState,
  type Economy,
  type FittedTarget,
  given,
  isInShare,
  latencyModelsOf,
  type Policy,
  reasoningTier,
  type TurnEvent,
  type TurnPlace,
  type TurnTrace,
  type Usage,
  withArrival,
  withReply,
} from '../core/index.ts';
import { type BilledModel, type Billing, billOf } from './bill.ts';
import { asCountedBy, contextTokensOf, firstEstimate } from './context-size.ts';
import { type Conversation, Conversations, type PathClaim } from './conversations.ts';
import type { KnownTurn, TurnContext, TurnEnding, TurnSettlement } from './known-turn.ts';
import { LatencyFits } from './latency-fits.ts';
import { Learnt, learningKeyOf } from './learnt.ts';
import { Ledger } from './ledger.ts';
import { ModelLimits } from './model-limits.ts';
import { cachesMessages, ttlOf } from './prompt.ts';

/**
 * What this process knows beside the request: which conversation a turn belongs to, what was fitted for it, which caches
 * are warm, what its account stands at, what its loops are like, which models are rate-limited. Small, bounded, in memory;
 * nothing here waits or throws. Everything but the rate limits is learnt from `TurnEvent`s alone (`learn`), so a restart
 * rebuilds it from the record.
 */
export class KnowledgeBase {
  readonly #conversations: Conversations;
  readonly #limits = new ModelLimits();
  readonly #ledger: Ledger;
  readonly #baselineLedger: Ledger;
  readonly #learnt = new Learnt();
  readonly #latencies = new LatencyFits();

  /** `createId` gives conversation ids; `capacity` bounds the turns whose place and the prefixes whose cache are remembered. */
  constructor(options: { readonly createId: () => string; readonly capacity?: number }) {
    this.#conversations = new Conversations(options);
    this.#ledger = new Ledger(options.capacity);
    this.#baselineLedger = new Ledger(options.capacity);
  }

  /** Places a turn and says what is known for deciding it. */
  begin(claim: PathClaim, context: TurnContext): KnownTurn {
    const { conversation, place } = this.#conversations.begin(claim);
    const contextTokens = contextTokensOf(conversation, context);
    let home: FittedTarget = { tier: reasoningTier, model: context.requestedModel, edits: [] };
    const economy = this.#economyOf(conversation, context, (target) => {
      if (target.tier === reasoningTier) home = target;
    });
    return {
      conversationId: conversation.id,
      ...given('parentConversationId', conversation.parentId),
      place,
      knowledge: {
        control: isInShare(conversation.assignmentKey, 'control', context.controlShare),
        cooldownTurns: 0,
        rateLimitedModels: this.#limits.current(context.nowMs),
        ...given('contextTokens', contextTokens),
        hour: new Date(context.nowMs).getHours(),
        fits: conversation.fits,
        economy,
      },
      settle: (ending) => {
        if (ending.status === 429) this.#limits.limited(ending.served.model, ending.retryAfterSeconds, ending.nowMs);
        // What the reasoning tier itself was sent is what it would have been sent.
        const asHome = ending.served.tier === reasoningTier ? ending.served : home;
        return this.#settle({ conversation, place, context, ending, home: asHome });
      },
    };
  }

  /** Takes in a turn that has ended, live or from the record. A turn that belongs to no conversation teaches nothing. */
  learn(event: TurnEvent): void {
    const { trace, bill, decision } = event;
    if (trace === undefined) return;
    const conversation = this.#conversations.restore({
      id: event.conversationId,
      assignmentKey: trace.assignmentKey,
      ...given('parentId', event.parentConversationId),
      scope: trace.scope,
    });
    const last = event.attempts.at(-1);
    // A client may have sent its next turn before this one was taken in: then the conversation stands there already.
    const isAhead = conversation.state === 'in_flight' && conversation.tip !== '' && conversation.tip !== trace.tip;
    if (!isAhead) {
      this.#conversations.putAt(conversation, trace.tip);
      this.#conversations.end(conversation, { complete: last?.end === 'complete', replyCallIds: trace.replyCallIds });
    }
    const { fit, tier } = decision;
    if (fit !== undefined && conversation.fits[tier] === undefined)
      conversation.fits = { ...conversation.fits, [tier]: fit };
    if (bill?.account !== undefined) conversation.account = bill.account;
    this.#ledger.touch(trace.cached, last?.startedAtMs ?? event.startedAtMs);
    this.#baselineLedger.touch(trace.baselineCached, last?.startedAtMs ?? event.startedAtMs);
    if (trace.promptTokens !== undefined)
      this.#learnTurn(conversation, event, { ...trace, promptTokens: trace.promptTokens });
  }

  #learnTurn(conversation: Conversation, event: TurnEvent, trace: TurnTrace & { readonly promptTokens: number }): void {
    const { signals } = event.decision;
    const { promptTokens, prefixBytes, simple } = trace;
    conversation.measured = { inputTokens: promptTokens, model: event.servedModel, prefixBytes };
    this.#observeLatency(event);
    if (!signals.managed || signals.sideCall !== undefined) return;
    const before = conversation.lastTurn;
    const key = learningKeyOf(signals.toolKeys, before?.simple === true && simple);
    if (before !== undefined) {
      const arrival = {
        simple,
        previousWasSimple: before.simple,
        gapSeconds: (event.startedAtMs - before.startedAtMs) / 1000,
        promptTokens,
        previousPromptTokens: asCountedBy(event.servedModel, before.promptTokens, before.model),
        sharedTokens: trace.sharedTokens ?? 0,
      };
      conversation.statistics = withArrival(conversation.statistics, arrival);
      this.#learnt.arrived(key, arrival);
    }
    const outputTokens = event.attempts.at(-1)?.usage?.outputTokens ?? 0;
    conversation.statistics = withReply(conversation.statistics, { simple, outputTokens });
    this.#learnt.replied(key, { simple, outputTokens });
    conversation.lastTurn = { startedAtMs: event.startedAtMs, promptTokens, model: event.servedModel, simple };
  }

  #observeLatency({ attempts }: TurnEvent): void {
    const last = attempts.at(-1);
    if (last?.usage === undefined || last.end !== 'complete') return;
    const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = last.usage;
    this.#latencies.observe({
      model: last.model,
      promptTokens: inputTokens + cacheReadTokens + cacheWriteTokens,
      cachedTokens: cacheReadTokens,
      outputTokens,
      ...given('firstByteSeconds', last.firstByteMs === undefined ? undefined : last.firstByteMs / 1000),
      seconds: last.durationMs / 1000,
    });
  }

  #economyOf(conversation: Conversation, context: TurnContext, note: (target: FittedTarget) => void): Economy {
    const { prompt, nowMs } = context;
    const look = (ledger: Ledger, { edits }: FittedTarget): CacheState =>
      ledger.lookUp(prompt, prompt.keysAfter(edits), nowMs);
    return {
      atMs: nowMs,
      promptTokens: contextTokensOf(conversation, context) ?? firstEstimate(context),
      caching: cachesMessages(prompt),
      ttl: ttlOf(prompt),
      conversation: conversation.statistics,
      pooled: (toolKeys) => this.#learnt.pooled(learningKeyOf(toolKeys, conversation.lastTurn?.simple === true)),
      statisticsVersion: this.#learnt.version(),
      account: conversation.account,
      baselineOf: (target) => look(this.#baselineLedger, target),
      cacheOf: (target) => {
        note(target);
        return look(this.#ledger, target);
      },
      latencyOf: (model) => this.#latencies.of(model),
    };
  }

  #settle({ conversation, place, context, ending, home }: Settling): TurnSettlement {
    const { prompt } = context;
    const { attempts, served } = ending;
    const answer = attempts.at(-1);
    const startedAtMs = answer?.startedAtMs ?? context.nowMs;
    const keys = prompt.keysAfter(served.edits);
    const homeKeys = home === served ? keys : prompt.keysAfter(home.edits);
    const isHome = served.model === home.model && (served.tier === home.tier || served.tier === asAsked);
    const homeBy = this.#billed(home.model, context.policy);
    const servedBy = this.#billed(served.model, context.policy);
    const billing = billOf({
      attempts,
      prices: context.policy.prices,
      home: homeBy,
      served: servedBy,
      isHome,
      homeCachedTokens: this.#ledger.lookUp(prompt, homeKeys, startedAtMs).cachedTokens,
      baselineCachedTokens: this.#baselineLedger.lookUp(prompt, homeKeys, startedAtMs).cachedTokens,
      caching: cachesMessages(prompt),
      ttl: ttlOf(prompt),
    });
    const billed = billedOf(answer?.usage);
    const trace: TurnTrace = {
      scope: conversation.scope,
      assignmentKey: conversation.assignmentKey,
      tip: prompt.hashes.at(-1) ?? '',
      prefixBytes: context.prefixBytes,
      ...given('promptTokens', billed?.promptTokens),
      ...given('sharedTokens', sharedTokensOf(conversation, place, served.model)),
      simple: ending.simple,
      replyCallIds: ending.replyCallIds,
      cached: this.#ledger.prefixesOf(prompt, keys, {
        readTokens: billed?.readTokens ?? 0,
        cachedTokens: billed?.cachedTokens ?? 0,
        minimumTokens: servedBy.capabilities?.cacheMinimumTokens ?? 0,
        nowMs: startedAtMs,
      }),
      baselineCached: this.#baselineLedger.prefixesOf(prompt, homeKeys, {
        readTokens: billing?.baselineReadTokens ?? 0,
        cachedTokens: billing?.baselineCachedAfter ?? 0,
        minimumTokens: homeBy.capabilities?.cacheMinimumTokens ?? 0,
        nowMs: startedAtMs,
      }),
    };
    if (billing === undefined) return { trace };
    const account = charged(conversation.account, billing, context.policy.choice.secondNanoUsd);
    return { trace, bill: { ...billing.bill, account } };
  }

  #billed(model: string, policy: Policy): BilledModel {
    return {
      model,
      capabilities: policy.capabilitiesOf(model),
      latency: this.#latencies.of(model) ?? latencyModelsOf(model),
    };
  }
}

interface Settling {
  readonly conversation: Conversation;
  readonly place: TurnPlace;
  readonly context: TurnContext;
  readonly ending: TurnEnding;
  readonly home: FittedTarget;
}

/** The account with a turn in it; a turn whose cost is unknown on either side leaves it as it is. */
function charged(account: Account, { bill, servedSeconds, baselineSeconds }: Billing, secondNanoUsd: number): Account {
  const { costNanoUsd, baselineNanoUsd } = bill;
  if (costNanoUsd === undefined || baselineNanoUsd === undefined) return account;
  return {
    routedNanoUsd: account.routedNanoUsd + costNanoUsd + Math.round(secondNanoUsd * servedSeconds),
    baselineNanoUsd: account.baselineNanoUsd + baselineNanoUsd + Math.round(secondNanoUsd * baselineSeconds),
  };
}

function billedOf(usage: Usage | undefined) {
  if (usage === undefined) return undefined;
  const { inputTokens, cacheReadTokens: readTokens, cacheWriteTokens } = usage;
  const cachedTokens = readTokens + cacheWriteTokens;
  return { readTokens, cachedTokens, promptTokens: inputTokens + cachedTokens };
}

/** The last prompt, which a turn that goes on from it begins with, as the model that answers counts it. */
function sharedTokensOf({ lastTurn }: Conversation, place: TurnPlace, model: string): number | undefined {
  if (lastTurn === undefined || (place !== 'next' && place !== 'retry')) return undefined;
  return asCountedBy(model, lastTurn.promptTokens, lastTurn.model);
}
