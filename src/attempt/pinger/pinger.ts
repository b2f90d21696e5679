/**
 * Keeps caches from lapsing: shortly before a conversation's cache would, its last request is sent once more as a ping, as
 * long as that pays and within the limits of `keepWarm`. Requests and credentials live in `HeldRequests` only and go when they
 * are no longer needed. A turn never waits for a ping: one of the cache that it is about to use is given up at once.
 */
import {
  type Attempt,
  costOf,
  given,
  type KeepingPlan,
  type PingEvent,
  type PingRefusal,
  pingEveryMs,
  planKeeping,
  priorModel,
  type TurnEvent,
} from '../../core/index.ts';
import { HeldRequests } from './held-requests.ts';
import { judgePing, type PingVerdict } from './judge-ping.ts';
import type { KeepWarmSettings } from './keep-warm-settings.ts';
import { ModelTrials } from './model-trials.ts';
import { PingBudget } from './ping-budget.ts';
import { isGranted } from './ping-lease.ts';
import type { MakeRequest, PingerOptions, PingerState, PingerTurn } from './pinger-options.ts';
import { planPing } from './plan-ping.ts';
import { RateLimits } from './rate-limits.ts';
import { recalledTurn } from './recalled-turn.ts';
import { sendPing } from './send-ping.ts';
import type { SkipReason } from './skip-reason.ts';
import { StoppedKeys } from './stopped-keys.ts';
import { compressAfterMs, lifetimeMs, sleepMs, trialPauseMs } from './times.ts';
import { cachedTokensOf, type PingableTurn, type Wait, waitKey } from './wait.ts';
import { Waits } from './waits.ts';

const mebibyte = 1024 * 1024;

/** See the top of the file. Inspecting or serialising it shows nothing of what it holds. */
export class Pinger {
  readonly #options: PingerOptions;
  readonly #held: HeldRequests;
  readonly #waits: Waits;
  readonly #budget = new PingBudget();
  readonly #trials = new ModelTrials();
  readonly #limits = new RateLimits();
  readonly #stopped = new StoppedKeys();
  readonly #skipped = new Map<SkipReason, number>();
  /** Turns that have begun and not ended, by the cache they use. */
  readonly #underWay = new Map<string, number>();
  #pingsUnderWay = 0;
  #settings: KeepWarmSettings | undefined;

  constructor(options: PingerOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#held = new HeldRequests((options.settings?.memoryMiB ?? 0) * mebibyte);
    this.#waits = new Waits(options.returns ?? priorModel);
  }

  /** Other settings, or none: then everything that is held goes at once, and pings under way are given up. */
  configure(settings: KeepWarmSettings | undefined): void {
    this.#settings = settings;
    if (settings === undefined) this.stop();
    else this.#forget(this.#held.limit(settings.memoryMiB * mebibyte), 'no_memory');
  }

  /** Gives up pings under way and drops every request and credential. */
  stop(): void {
    this.#settings = undefined;
    for (const wait of this.#waits) this.#rest(wait);
    this.#held.clear();
  }

  state(): PingerState {
    return {
      held: this.#held.count,
      heldBytes: this.#held.bytes,
      waits: this.#waits.size,
      underWay: this.#pingsUnderWay,
      modelsOff: this.#trials.off(),
      skipped: Object.fromEntries(this.#skipped),
    };
  }

  /** Takes in a turn of the record, oldest first: who came back when, and what it cost. Nothing is held or sent for it. */
  learn(event: TurnEvent): void {
    const turn = recalledTurn(event);
    if (turn !== undefined) this.#book(turn);
  }

  /** The same of a ping: the cache that it kept, and what of the day's money it took. */
  learnPing(event: PingEvent): void {
    this.#waits.pinged(event);
    this.#budget.pinged(event);
  }

  /** A turn is about to be sent to a model: what is out to keep that cache is given up. */
  begin(conversationId: string, model: string): PingerTurn {
    const key = waitKey(conversationId, model);
    this.#underWay.set(key, (this.#underWay.get(key) ?? 0) + 1);
    const wait = this.#waits.get(key);
    if (wait !== undefined) this.#rest(wait);
    return {
      end: (turn, request) => {
        const left = (this.#underWay.get(key) ?? 1) - 1;
        if (left > 0) this.#underWay.set(key, left);
        else this.#underWay.delete(key);
        if (turn !== undefined && request !== undefined) this.#turnEnded(turn, request);
        const waiting = this.#waits.get(key);
        if (waiting !== undefined) this.#schedule(waiting);
      },
    };
  }

  /** What upstream says of a credential beside any reply: how near its limits are; refused, all that carries it goes. */
  noteReply(to: { credential: string; model: string }, reply: { status: number; headers: readonly string[] }): void {
    this.#noteLimits(to, reply);
    if (reply.status !== 401 && reply.status !== 403) return;
    this.#forget(this.#held.dropCredential(to.credential), 'stopped');
  }

  #noteLimits(to: { credential: string; model: string }, reply: { status: number; headers: readonly string[] }): void {
    this.#limits.note(`${to.credential} ${to.model}`, reply, this.#options.clock.now());
  }

  #turnEnded(turn: PingableTurn, request: MakeRequest | PingRefusal): void {
    const wait = this.#book(turn);
    this.#rest(wait);
    const skip = this.#reasonToSkip(turn, request);
    if (skip !== undefined || typeof request === 'string') return this.#letGo(wait, skip ?? 'bound');
    const first = this.#plan(wait, wait.touchedAtMs + pingEveryMs);
    if (!first.ping) return this.#letGo(wait, first.because);
    const options = { credential: turn.credential, valueNanoUsd: first.plan.gainNanoUsd };
    this.#forget(this.#held.hold(wait.key, request(), options), 'no_memory');
    this.#schedule(wait);
  }

  /** A turn's cost and the wait that begins with it. */
  #book(turn: PingableTurn): Wait {
    const { wait, savedNanoUsd } = this.#waits.turnEnded(turn, this.#options.prices());
    const forgotten = this.#waits.trim();
    if (forgotten !== undefined) this.#letGo(forgotten, 'no_memory');
    this.#budget.turnEnded(turn.conversationId, { costNanoUsd: turn.costNanoUsd ?? 0, savedNanoUsd });
    return wait;
  }

  #reasonToSkip(turn: PingableTurn, request: MakeRequest | PingRefusal): SkipReason | undefined {
    if (typeof request === 'string') return request;
    if (this.#stopped.has(turn.conversationId) || this.#stopped.has(turn.credential)) return 'stopped';
    if (turn.oauth && this.#settings?.oauth !== true) return 'subscription';
    if (this.#trials.of(turn.model) === 'off') return 'model_off';
    if (cachedTokensOf(turn) === 0) return 'nothing_cached';
    return turn.cached.some(({ ttl }) => ttl === '1h') ? 'one_hour' : undefined;
  }

  #plan(wait: Wait, atMs: number) {
    const settings = this.#settings;
    if (settings === undefined) return { ping: false, because: 'stopped' } as const;
    const { prices, decide = planKeeping, clock } = this.#options;
    const account = this.#budget.account(wait.conversationId, clock.now());
    return planPing(wait, atMs, { settings, prices: prices(), model: this.#waits.returns, account, decide });
  }

  /** Plans the next step of a wait: to compress, then to ping. */
  #schedule(wait: Wait): void {
    wait.cancel();
    if (this.#underWay.has(wait.key) || !this.#held.has(wait.key)) return;
    const { clock } = this.#options;
    const dueInMs = wait.touchedAtMs + pingEveryMs - clock.now();
    wait.dueByCalendarMs = clock.calendar() + Math.max(0, dueInMs);
    const isFresh = dueInMs > pingEveryMs - compressAfterMs;
    wait.cancel = clock.after(isFresh ? compressAfterMs : dueInMs, () => {
      if (!isFresh) return this.#due(wait);
      void this.#held.compress(wait.key);
      wait.cancel = clock.after(wait.touchedAtMs + pingEveryMs - clock.now(), () => this.#due(wait));
    });
  }

  #due(wait: Wait): void {
    const { clock } = this.#options;
    const nowMs = clock.now();
    if (this.#underWay.has(wait.key) || !this.#held.has(wait.key)) return;
    const isLate = nowMs - wait.touchedAtMs >= lifetimeMs || clock.calendar() > wait.dueByCalendarMs + sleepMs;
    if (isLate) return this.#letGo(wait, 'lapsed');
    if (this.#limits.isNear(`${wait.credential} ${wait.model}`, nowMs)) return this.#letGo(wait, 'rate_limited');
    const trial = this.#trials.of(wait.model);
    if (trial === 'off') return this.#letGo(wait, 'model_off');
    if (trial === 'under_way') {
      wait.cancel = clock.after(trialPauseMs, () => this.#due(wait));
      return;
    }
    const planned = this.#plan(wait, nowMs);
    if (!planned.ping) return this.#letGo(wait, planned.because);
    this.#pingsUnderWay += 1;
    void this.#ping(wait, planned.plan).finally(() => {
      this.#pingsUnderWay -= 1;
    });
  }

  async #ping(wait: Wait, plan: KeepingPlan): Promise<void> {
    const { clock, prices } = this.#options;
    const flight = new AbortController();
    wait.flight = flight;
    this.#trials.begin(wait.model);
    this.#budget.book(wait.conversationId, plan.pingNanoUsd, clock.now());
    const isOurs = await isGranted(this.#options.lease, wait.cached.at(-1)?.key);
    const request = isOurs ? await this.#held.take(wait.key) : undefined;
    const reply =
      request === undefined || flight.signal.aborted
        ? undefined
        : await sendPing(request, { tier: wait.tier, model: wait.model, now: clock.now, signal: flight.signal });
    request?.body.fill(0);
    if (wait.flight === flight) wait.flight = undefined;
    if (reply === undefined) {
      this.#budget.book(wait.conversationId, -plan.pingNanoUsd, clock.now());
      this.#trials.end(wait.model, undefined);
      return isOurs || flight.signal.aborted ? undefined : this.#letGo(wait, 'leased');
    }
    const { status } = reply.attempt;
    if (status !== undefined) this.#noteLimits(wait, { status, headers: reply.headers });
    const { usage, model, startedAtMs: atMs } = reply.attempt;
    const costNanoUsd = usage === undefined ? undefined : costOf({ usage, model, atMs }, prices());
    if (costNanoUsd !== undefined) this.#budget.book(wait.conversationId, costNanoUsd - plan.pingNanoUsd, clock.now());
    this.#landed(wait, { ...reply.attempt, ...given('costNanoUsd', costNanoUsd) }, plan);
  }

  #landed(wait: Wait, attempt: Attempt, plan: KeepingPlan): void {
    const { conversationId, sentPings: sentBefore, cached } = wait;
    const trial = this.#trials.of(wait.model);
    const verdict = judgePing(attempt, { cachedTokens: wait.situation.prefixTokens, trial });
    const isKept = verdict === 'kept';
    if (isKept) {
      wait.sentPings += 1;
      wait.touchedAtMs = attempt.startedAtMs;
    }
    this.#conclude(wait, verdict);
    const pingId = this.#options.createId();
    this.#options.onPing({ pingId, conversationId, attempt, sentBefore, plan, kept: isKept ? cached : [] });
  }

  #conclude(wait: Wait, verdict: PingVerdict): void {
    const { model, conversationId, credential } = wait;
    switch (verdict) {
      case 'kept':
        this.#trials.end(model, true);
        return this.#goOn(wait);
      case 'given_up':
        return this.#trials.end(model, undefined);
      case 'model_off':
        this.#trials.end(model, false);
        this.#stopped.add(conversationId);
        this.#letGo(wait, 'model_off');
        return this.#say(`caches of ${model} are not kept: the first ping did not read what was cached; see keepWarm`);
      case 'credential_off':
        this.#trials.end(model, undefined);
        this.#stopped.add(credential);
        this.#forget([...new Set([wait.key, ...this.#held.dropCredential(credential)])], 'stopped');
        return this.#say('upstream refused a ping’s credential: its caches are not kept any more');
      case 'stopped':
        this.#trials.end(model, undefined);
        this.#stopped.add(conversationId);
        return this.#letGo(wait, 'stopped');
      default:
        return verdict satisfies never;
    }
  }

  /** After a ping: the next one, or none, and then the request goes now and not only when that would be due. */
  #goOn(wait: Wait): void {
    const next = this.#plan(wait, wait.touchedAtMs + pingEveryMs);
    if (!next.ping) return this.#letGo(wait, next.because);
    this.#held.revalue(wait.key, next.plan.gainNanoUsd);
    this.#schedule(wait);
  }

  #say(message: string): void {
    this.#options.onProblem({ code: 'keep_warm_off', message });
  }

  #forget(keys: readonly string[], because: SkipReason): void {
    for (const key of keys) {
      const wait = this.#waits.get(key);
      if (wait !== undefined) this.#letGo(wait, because);
    }
  }

  /** The cache may lapse: its request goes. */
  #letGo(wait: Wait, because: SkipReason): void {
    this.#rest(wait);
    this.#held.drop(wait.key);
    this.#skipped.set(because, (this.#skipped.get(because) ?? 0) + 1);
  }

  /** Nothing more is to be done for a wait; a ping that is out is given up. */
  #rest(wait: Wait): void {
    wait.cancel();
    wait.flight?.abort();
    wait.flight = undefined;
  }
}
