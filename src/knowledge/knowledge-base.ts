import {
  asAsked,
  type CacheState,
  type Economy,
  editedTtl,
  type FittedTarget,
  given,
  isInShare,
  latencyModelsOf,
  type Misses,
  type PingEvent,
  type Policy,
  reasoningTier,
  type TurnEvent,
  type TurnTrace,
  withArrival,
  withReply,
} from '../core/index.ts';
import { asCountedBy } from './as-counted-by.ts';
import { type BilledModel, billOf, charged } from './bill.ts';
import { leftCacheOf, missesOf, withCache, withTouch } from './cache-history.ts';
import { cachedAfter } from './cached-after.ts';
import { contextTokensOf, firstEstimate } from './context-size.ts';
import { type Conversation, Conversations, type PathClaim, type Placement } from './conversations.ts';
import { cooldownAfter, lastAskedOf, replyOf } from './escalations.ts';
import { FirstTokenTimes } from './first-token-times.ts';
import { asClientsAsk } from './known-lifetime.ts';
import type { KnownTurn, TurnContext, TurnEnding, TurnSettlement } from './known-turn.ts';
import { LatencyFits } from './latency-fits.ts';
import { Learnt, learningKeyOf } from './learnt.ts';
import { Ledger } from './ledger.ts';
import { asSent, extraOfTurn, isWithinHour, lifetimeStateOf, toldLifetime } from './lifetimes.ts';
import { ModelLimits } from './model-limits.ts';
import { cachesMessages, shareUpTo, ttlOf } from './prompt.ts';
import { billedOf, sharedTokensOf } from './turn-tokens.ts';

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
  readonly #firstTokens = new FirstTokenTimes();

  /** `createId` gives conversation ids; `capacity` bounds the turns whose place and the prefixes whose cache are remembered. */
  constructor(options: { readonly createId: () => string; readonly capacity?: number }) {
    this.#conversations = new Conversations(options);
    this.#ledger = new Ledger(options.capacity);
    this.#baselineLedger = new Ledger(options.capacity);
  }

  /** Places a turn and says what is known for deciding it. */
  begin(claim: PathClaim, context: TurnContext): KnownTurn {
    const placement = this.#conversations.begin(claim);
    const { conversation, place } = placement;
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
        cooldownTurns: claim.answeredCallIds.length === 0 ? 0 : conversation.cooldownTurns,
        ...given('dropsBlocks', conversation.dropsBlocks),
        ...given('retried', place === 'retry' ? conversation.lastAsked : undefined),
        rateLimitedModels: this.#limits.current(context.nowMs),
        ...given('contextTokens', contextTokens),
        hour: new Date(context.nowMs).getHours(),
        fits: conversation.fits,
        economy,
      },
      settle: (ending) => {
        for (const word of ending.limits) this.#limits.told(word, ending.nowMs);
        // What the reasoning tier itself was sent is what it would have been sent.
        const asHome = ending.served.tier === reasoningTier ? ending.served : home;
        return this.#settle({ placement, context, ending, home: asHome });
      },
    };
  }

  /** A quantile of a model's time to first byte: after it, an attempt that has brought nothing is slow. */
  firstTokenQuantileMs(model: string, quantile: number): number {
    return this.#firstTokens.quantileMs(model, quantile);
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
    conversation.cooldownTurns = trace.cooldownTurns ?? 0;
    conversation.lastAsked = lastAskedOf(event);
    if (trace.dropsBlocks) conversation.dropsBlocks = true;
    const { fit, tier } = decision;
    if (fit !== undefined && conversation.fits[tier] === undefined)
      conversation.fits = { ...conversation.fits, [tier]: fit };
    if (bill?.account !== undefined) conversation.account = bill.account;
    conversation.lifetime = trace.lifetime ?? asClientsAsk;
    this.#ledger.touch(trace.cached, last?.startedAtMs ?? event.startedAtMs);
    this.#baselineLedger.touch(trace.baselineCached, last?.startedAtMs ?? event.startedAtMs);
    if (trace.promptTokens !== undefined)
      this.#learnTurn(conversation, event, { ...trace, promptTokens: trace.promptTokens });
  }

  /** Takes in a ping, live or from the record: the cache that it kept lives on from its start. */
  learnPing({ kept, attempt, conversationId }: PingEvent): void {
    if (kept.length === 0) return;
    this.#ledger.touch(kept, attempt.startedAtMs);
    const conversation = this.#conversations.find(conversationId);
    if (conversation === undefined) return;
    conversation.caches = withTouch(conversation.caches, attempt.model, attempt.startedAtMs);
  }

  #learnTurn(conversation: Conversation, event: TurnEvent, trace: TurnTrace & { readonly promptTokens: number }): void {
    const { signals } = event.decision;
    const { promptTokens, prefixBytes, simple } = trace;
    conversation.measured = { inputTokens: promptTokens, model: event.servedModel, prefixBytes };
    conversation.caches = withCache(conversation.caches, leftCacheOf(event, trace));
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
      if (isWithinHour(arrival.gapSeconds)) conversation.hasLapsed = true;
      conversation.statistics = withArrival(conversation.statistics, arrival);
      this.#learnt.arrived(key, arrival);
    }
    const reply = replyOf(event);
    conversation.statistics = withReply(conversation.statistics, reply);
    this.#learnt.replied(key, reply);
    conversation.lastTurn = { startedAtMs: event.startedAtMs, promptTokens, model: event.servedModel, simple };
  }

  #observeLatency({ attempts, stream }: TurnEvent): void {
    for (const { model, firstByteMs, status } of attempts)
      if (stream && firstByteMs !== undefined && status === 200) this.#firstTokens.observe(model, firstByteMs);
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
      ...given('lifetime', lifetimeStateOf(conversation, context)),
      baselineOf: (target) => look(this.#baselineLedger, target),
      cacheOf: (target) => {
        note(target);
        return look(this.#ledger, target);
      },
      latencyOf: (model) => this.#latencies.of(model),
    };
  }

  #settle({ placement, context, ending, home }: Settling): TurnSettlement {
    const { conversation, place } = placement;
    const { prompt } = context;
    const { attempts, served } = ending;
    const answer = attempts.at(-1);
    const startedAtMs = answer?.startedAtMs ?? context.nowMs;
    const homeKeys = prompt.keysAfter(home.edits);
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
      isRetimed: editedTtl(served.edits) !== undefined,
    });
    const cacheOf = () => this.#ledger.lookUp(prompt, prompt.keysAfter(served.edits), startedAtMs);
    const extra = extraOfTurn(conversation.lifetime, { served, attempts, prices: context.policy.prices, cacheOf });
    const billed = billedOf(answer?.usage);
    const trace: TurnTrace = {
      scope: conversation.scope,
      assignmentKey: conversation.assignmentKey,
      tip: prompt.hashes.at(-1) ?? '',
      prefixBytes: context.prefixBytes,
      ...given('promptTokens', billed?.promptTokens),
      ...given('sharedTokens', sharedTokensOf(conversation, place, served.model)),
      simple: ending.simple,
      ...given('cooldownTurns', cooldownAfter(conversation.cooldownTurns, ending, context.cooldownTurns) || undefined),
      ...given('dropsBlocks', ending.dropsBlocks || undefined),
      replyCallIds: ending.replyCallIds,
      ...given('cacheParts', prompt.partsAfter?.(served.edits)),
      cached: [...(ending.discarded ?? []), { attempt: answer, target: served }].flatMap((call) => {
        const capabilities = context.policy.capabilitiesOf(call.target.model);
        return cachedAfter(this.#ledger, asSent(prompt, call.target), { ...call, capabilities, nowMs: startedAtMs });
      }),
      baselineCached: this.#baselineLedger.prefixesOf(prompt, homeKeys, {
        readTokens: billing?.baselineReadTokens ?? 0,
        cachedTokens: billing?.baselineCachedAfter ?? 0,
        minimumTokens: homeBy.capabilities?.cacheMinimumTokens ?? 0,
        nowMs: startedAtMs,
      }),
      ...given('lifetime', toldLifetime(conversation.lifetime, served, extra)),
    };
    if (billing === undefined) return { trace };
    const { secondNanoUsd } = context.policy.choice;
    const account = charged(conversation.account, billing, { secondNanoUsd, apartNanoUsd: extra });
    const missed = this.#missesOf({ placement, context, ending, home });
    return { trace, bill: { ...billing.bill, account, ...given('missed', missed) } };
  }

  #missesOf({ placement: { conversation, leaves }, context, ending }: Settling): Misses | undefined {
    const { served, attempts, missDiagnosis: diagnosis } = ending;
    const { prompt, policy } = context;
    const answer = attempts.at(-1);
    if (answer?.usage === undefined) return undefined;
    const { startedAtMs, usage } = answer;
    const turn = {
      model: served.model,
      startedAtMs,
      usage,
      caching: cachesMessages(prompt),
      minimumTokens: policy.capabilitiesOf(served.model)?.cacheMinimumTokens ?? 0,
      parts: prompt.partsAfter?.(served.edits) ?? {},
      heldTokens: this.#ledger.lookUp(prompt, prompt.keysAfter(served.edits), startedAtMs).cachedTokens,
      sharedShare: leaves === undefined ? ('appends' as const) : shareUpTo(prompt, leaves.sharedMessages - 1),
      diagnosis,
    };
    return missesOf(turn, (leaves?.conversation ?? conversation).caches);
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
  readonly placement: Placement;
  readonly context: TurnContext;
  readonly ending: TurnEnding;
  readonly home: FittedTarget;
}
