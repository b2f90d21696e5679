import { listPrices, type PingEvent, type PingRefusal, planKeeping } from '../../core/index.ts';
import type { UpstreamHandler } from '../call.ts';
import type { Upstream, UpstreamRequest } from '../upstream.ts';
import type { PingRequest } from './held-requests.ts';
import type { KeepWarmSettings } from './keep-warm-settings.ts';
import { createManualClock } from './manual-clock.ts';
import type { PingLease } from './ping-lease.ts';
import { Pinger } from './pinger.ts';
import type { DecidePing } from './plan-ping.ts';
import type { PingableTurn } from './wait.ts';

/** Noon of a day on which all list prices hold. */
export const noonMs = Date.UTC(2026, 10, 25, 12);

/** What upstream says to a ping. */
export type FakeReply =
  | { readonly status: number; readonly read?: number; readonly write?: number; readonly headers?: readonly string[] }
  | 'unreachable'
  /** Never answers. */
  | 'silent';

/** An upstream that answers at once, and what it was sent. */
export interface FakeUpstream extends Upstream {
  readonly sent: readonly UpstreamRequest[];
  readonly aborted: () => number;
  reply: (request: UpstreamRequest) => FakeReply;
}

export function fakeUpstream(): FakeUpstream {
  const sent: UpstreamRequest[] = [];
  let aborted = 0;
  const upstream: FakeUpstream = {
    origin: 'http://upstream',
    sent,
    aborted: () => aborted,
    reply: () => ({ status: 200 }),
    load: () => ({ active: 0, queued: 0 }),
    close: async () => undefined,
    send(request, handler) {
      sent.push({ ...request, body: Buffer.from(request.body instanceof Buffer ? request.body : '') });
      let over = false;
      queueMicrotask(() => {
        if (!over) answer(upstream.reply(request), handler);
      });
      return {
        abort() {
          over = true;
          aborted += 1;
        },
        resume: () => undefined,
      };
    },
  };
  return upstream;
}

function answer(reply: FakeReply, handler: UpstreamHandler): void {
  if (reply === 'silent') return;
  if (reply === 'unreachable') return handler.onFailure({ code: 'unreachable', message: 'no' });
  const { status, read = cachedTokens, write = 0, headers = [] } = reply;
  handler.onHead({ status, statusText: '', headers });
  const usage = {
    input_tokens: 0,
    output_tokens: 0,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: write,
  };
  const body = status === 200 ? { type: 'message', model: 'claude-sonnet-5-5', usage } : { type: 'error', error: {} };
  handler.onChunk(Buffer.from(JSON.stringify(body)));
  handler.onEnd();
}

/** What a turn of the fixture leaves in the cache. */
export const cachedTokens = 100_000;

/** The defaults of `keepWarm`. */
export const defaults: KeepWarmSettings = {
  maxExtraPercent: 10,
  maxPings: 12,
  usdPerDay: 5,
  maxIdleMinutes: 70,
  memoryMiB: 256,
  oauth: false,
};

/** Pings whenever asked, at the price of reading the prefix. */
export const always: DecidePing = (idle, model, limits) => ({
  ...planKeeping(idle, model, limits),
  ping: true,
  reason: 'pays',
});

/** A pinger on a fake clock before a fake upstream. Its conversations have cost ten dollars each. */
export function stage(
  options: {
    readonly settings?: Partial<KeepWarmSettings>;
    readonly decide?: DecidePing;
    readonly lease?: PingLease;
  } = {},
) {
  const clock = createManualClock(noonMs);
  const upstream = fakeUpstream();
  const pings: PingEvent[] = [];
  const problems: string[] = [];
  let ids = 0;
  const pinger = new Pinger({
    settings: { ...defaults, ...options.settings },
    clock,
    prices: () => listPrices,
    createId: () => `ping-${++ids}`,
    onPing: (event) => pings.push(event),
    onProblem: ({ message }) => problems.push(message),
    decide: options.decide ?? always,
    ...(options.lease && { lease: options.lease }),
  });
  /** A turn that begins and ends now. */
  const turn = (change: Partial<PingableTurn> = {}, request: PingRequest | PingRefusal = requestTo(upstream)) => {
    const ended = turnOf({ startedAtMs: clock.now(), ...change });
    pinger.begin(ended.conversationId, ended.model).end(ended, typeof request === 'string' ? request : () => request);
  };
  return { clock, upstream, pings, problems, pinger, turn };
}

export function turnOf(change: Partial<PingableTurn> = {}): PingableTurn {
  return {
    conversationId: 'c1',
    tier: 'reasoning',
    model: 'claude-sonnet-5-5',
    subagent: false,
    startedAtMs: noonMs,
    stopReason: 'tool_use',
    usage: { inputTokens: 3, outputTokens: 100, cacheReadTokens: 90_000, cacheWriteTokens: 10_000 },
    costNanoUsd: 10_000_000_000,
    cached: [{ key: 'prefix', tokens: cachedTokens, ttl: '5m' }],
    credential: 'credential-hash',
    oauth: false,
    ...change,
  };
}

/** The secrets of the fixture: nothing of them may be seen anywhere. */
export const secretKey = 'sk-ant-secret-of-the-client';
export const secretPrompt = 'The launch code is 4711.';

export function requestTo(upstream: Upstream, paddingBytes = 0): PingRequest {
  const text = secretPrompt + 'x'.repeat(paddingBytes);
  return {
    upstream,
    path: '/v1/messages?beta=true',
    headers: ['x-api-key', secretKey, 'anthropic-version', '2023-06-01'],
    body: Buffer.from(JSON.stringify({ max_tokens: 0, messages: [{ role: 'user', content: text }] })),
    timeoutMs: 600_000,
  };
}
