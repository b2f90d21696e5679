import { describe, expect, it } from 'vitest';
import { planKeeping } from '../../core/index.ts';
import { requestTo, secretKey, stage, turnOf } from './pinger.fixture.ts';

const minute = 60_000;

describe('the pinger', () => {
  it('sends the last request again shortly before its cache would lapse, counted from its start', async () => {
    const { clock, upstream, pings, turn } = stage();
    const startedAtMs = clock.now();
    await clock.pass(40_000);
    turn({ startedAtMs });
    await clock.pass(244_999);
    expect(upstream.sent).toHaveLength(0);
    await clock.pass(1);
    expect(upstream.sent).toHaveLength(1);
    const [sent] = upstream.sent;
    expect(sent).toMatchObject({ method: 'POST', path: '/v1/messages?beta=true', timeoutMs: 600_000 });
    expect(sent?.headers).toContain(secretKey);
    expect(sent?.body).toEqual(requestTo(upstream).body);
    expect(pings[0]).toMatchObject({
      pingId: 'ping-1',
      conversationId: 'c1',
      attempt: {
        purpose: 'ping',
        tier: 'reasoning',
        model: 'claude-sonnet-5-5',
        end: 'complete',
        status: 200,
        costNanoUsd: 10_000_000,
      },
      sentBefore: 0,
      plan: { ping: true, idleMs: 285_000 },
      kept: [{ key: 'prefix', tokens: 100_000, ttl: '5m' }],
    });
  });

  it('goes on every 285 s, up to the limits, and then drops the request', async () => {
    const { clock, upstream, pinger, turn } = stage({ settings: { maxPings: 3 } });
    turn();
    await clock.pass(60 * minute);
    expect(upstream.sent).toHaveLength(3);
    expect(pinger.state()).toMatchObject({ held: 0, heldBytes: 0, skipped: { max_pings: 1 } });
  });

  it('drops the request when nobody came for too long', async () => {
    const { clock, upstream, pinger, turn } = stage({ settings: { maxIdleMinutes: 15 } });
    turn();
    await clock.pass(30 * minute);
    expect(upstream.sent).toHaveLength(3);
    expect(pinger.state()).toMatchObject({ held: 0, skipped: { max_idle: 1 } });
  });

  it('counts anew from the next turn on', async () => {
    const { clock, upstream, turn } = stage({ settings: { maxPings: 1 } });
    turn();
    await clock.pass(6 * minute);
    turn();
    await clock.pass(6 * minute);
    expect(upstream.sent).toHaveLength(2);
  });

  it('does not keep a request at all whose ping would not pay', async () => {
    const { clock, upstream, pinger, turn } = stage({
      decide: (idle, model, limits) => ({ ...planKeeping(idle, model, limits), ping: false, reason: 'does_not_pay' }),
    });
    turn();
    expect(pinger.state()).toMatchObject({ held: 0, skipped: { does_not_pay: 1 } });
    await clock.pass(10 * minute);
    expect(upstream.sent).toHaveLength(0);
  });

  it.each([
    ['manual_thinking', {}, 'manual_thinking'],
    ['subscription', { oauth: true }, undefined],
    ['one_hour', { cached: [{ key: 'prefix', tokens: 100_000, ttl: '1h' }] }, undefined],
    [
      'nothing_cached',
      { usage: { inputTokens: 9, outputTokens: 9, cacheReadTokens: 0, cacheWriteTokens: 0 } },
      undefined,
    ],
    ['unpriced', { model: 'claude-mythos-5' }, undefined],
  ] as const)('does not ping, and says why: %s', async (reason, change, refusal) => {
    const { clock, upstream, pinger, turn } = stage();
    turn(change, refusal);
    await clock.pass(10 * minute);
    expect(upstream.sent).toHaveLength(0);
    expect(pinger.state()).toMatchObject({ held: 0, skipped: { [reason]: 1 } });
  });

  it('pings with a subscription where that is allowed', async () => {
    const { clock, upstream, turn } = stage({ settings: { oauth: true, maxPings: 1 } });
    turn({ oauth: true });
    await clock.pass(5 * minute);
    expect(upstream.sent).toHaveLength(1);
  });

  it('pings no more after it has been stopped', async () => {
    const { clock, upstream, pinger, turn } = stage();
    turn();
    pinger.stop();
    expect(pinger.state()).toMatchObject({ held: 0, heldBytes: 0 });
    await clock.pass(10 * minute);
    turn();
    await clock.pass(10 * minute);
    expect(upstream.sent).toHaveLength(0);
  });

  it('keeps the home model’s cache while turns run on another', async () => {
    const { clock, upstream, turn } = stage({ settings: { maxPings: 2 } });
    turn();
    for (let away = 0; away < 4; away++) {
      await clock.pass(70_000);
      turn({ model: 'claude-haiku-5-5', tier: 'execution', usage: smallUsage });
    }
    await clock.pass(6_000);
    expect(upstream.sent).toHaveLength(1);
  });
});

describe('a turn that comes', () => {
  it('ends the ping that is out, and is not made to wait', async () => {
    const { clock, upstream, pings, pinger, turn } = stage();
    upstream.reply = () => 'silent';
    turn();
    await clock.pass(285_000);
    expect(upstream.sent).toHaveLength(1);
    const under = pinger.begin('c1', 'claude-sonnet-5-5');
    expect(upstream.aborted()).toBe(1);
    await clock.pass(10 * minute);
    expect(upstream.sent).toHaveLength(1);
    expect(pings[0]?.attempt).toMatchObject({ end: 'given_up' });
    expect(pings[0]?.attempt).not.toHaveProperty('costNanoUsd');
    under.end(turnOf({ startedAtMs: clock.now() }), () => requestTo(upstream));
    upstream.reply = () => ({ status: 200 });
    await clock.pass(285_000);
    expect(upstream.sent).toHaveLength(2);
  });

  it('is not pinged while it is under way, and keeps what was held when it fails', async () => {
    const { clock, upstream, pinger, turn } = stage();
    turn();
    await clock.pass(200_000);
    const failing = pinger.begin('c1', 'claude-sonnet-5-5');
    await clock.pass(50_000);
    expect(upstream.sent).toHaveLength(0);
    failing.end();
    await clock.pass(35_000);
    expect(upstream.sent).toHaveLength(1);
  });

  it('is not pinged while another on the same cache is under way', async () => {
    const { clock, upstream, pinger, turn } = stage();
    const long = pinger.begin('c1', 'claude-sonnet-5-5');
    turn();
    await clock.pass(290_000);
    expect(upstream.sent).toHaveLength(0);
    long.end();
    await clock.pass(1);
    expect(upstream.sent).toHaveLength(1);
  });

  it('is not pinged after the machine has slept: the cache lapsed meanwhile', async () => {
    const { clock, upstream, pinger, turn } = stage();
    turn();
    await clock.pass(200_000);
    clock.sleep(3_600_000);
    await clock.pass(85_000);
    expect(upstream.sent).toHaveLength(0);
    expect(pinger.state()).toMatchObject({ held: 0, skipped: { lapsed: 1 } });
  });

  it('is not pinged too late', async () => {
    const { clock, upstream, pinger, turn } = stage();
    turn();
    const failing = pinger.begin('c1', 'claude-sonnet-5-5');
    await clock.pass(300_000);
    failing.end();
    await clock.pass(minute);
    expect(upstream.sent).toHaveLength(0);
    expect(pinger.state()).toMatchObject({ held: 0, skipped: { lapsed: 1 } });
  });
});

describe('a ping that goes wrong', () => {
  it('turns pinging off for a model whose first ping does not read the cache, and says so', async () => {
    const { clock, upstream, pings, problems, pinger, turn } = stage();
    upstream.reply = () => ({ status: 200, read: 94_999, write: 5_001 });
    turn();
    turn({ conversationId: 'c2' });
    await clock.pass(20 * minute);
    turn({ conversationId: 'c3' });
    await clock.pass(20 * minute);
    expect(upstream.sent).toHaveLength(1);
    expect(pings[0]).toMatchObject({ kept: [] });
    expect(problems).toEqual([expect.stringContaining('claude-sonnet-5-5')]);
    expect(pinger.state()).toMatchObject({ held: 0, modelsOff: ['claude-sonnet-5-5'] });
  });

  it.each([
    [{ status: 200, read: 95_000, write: 0 }, true],
    [{ status: 200, read: 100_000, write: 1 }, false],
    [{ status: 400 }, false],
  ] as const)('the first ping decides: %j, works %s', async (reply, works) => {
    const { clock, upstream, pinger, turn } = stage();
    upstream.reply = () => reply;
    turn();
    await clock.pass(285_000);
    expect(pinger.state().modelsOff).toEqual(works ? [] : ['claude-sonnet-5-5']);
  });

  it('stops only its conversation where pings of the model have worked', async () => {
    const { clock, upstream, pinger, turn } = stage();
    turn();
    await clock.pass(5 * minute);
    turn({ conversationId: 'c2' });
    upstream.reply = ({ body }) => ({ status: 200, read: body === undefined ? 0 : 10, write: 90_000 });
    await clock.pass(285_000);
    expect(pinger.state()).toMatchObject({ modelsOff: [], skipped: { stopped: 2 } });
    upstream.reply = () => ({ status: 200 });
    turn();
    turn({ conversationId: 'c3' });
    const before = upstream.sent.length;
    await clock.pass(285_000);
    expect(upstream.sent).toHaveLength(before + 1);
  });

  it.each([{ status: 429 }, { status: 500 }, { status: 529 }, 'unreachable'] as const)(
    'is never sent again: %j',
    async (reply) => {
      const { clock, upstream, pinger, turn } = stage();
      upstream.reply = () => reply;
      turn();
      await clock.pass(20 * minute);
      turn();
      await clock.pass(20 * minute);
      expect(upstream.sent).toHaveLength(1);
      expect(pinger.state()).toMatchObject({ held: 0, modelsOff: [] });
    },
  );

  it.each([401, 403])('with %i drops everything that carries the credential', async (status) => {
    const { clock, upstream, problems, pinger, turn } = stage();
    upstream.reply = () => (upstream.sent.length === 1 ? { status } : 'silent');
    turn();
    turn({ conversationId: 'c2' });
    turn({ conversationId: 'c3', credential: 'another' });
    await clock.pass(285_000);
    expect(pinger.state()).toMatchObject({ held: 1, skipped: { stopped: 2 } });
    expect(problems).toHaveLength(1);
    turn({ conversationId: 'c4' });
    expect(pinger.state()).toMatchObject({ held: 1 });
  });
});

describe('a turn whose credential is refused', () => {
  it.each([401, 403])('with %i drops everything that carries it', (status) => {
    const { pinger, turn } = stage();
    turn();
    turn({ conversationId: 'c2' });
    turn({ conversationId: 'c3', credential: 'another' });
    pinger.noteReply(turnOf(), { status, headers: [] });
    expect(pinger.state()).toMatchObject({ held: 1, skipped: { stopped: 2 } });
  });
});

describe('rate limits', () => {
  const headers = [
    'anthropic-ratelimit-input-tokens-limit',
    '1000',
    'anthropic-ratelimit-input-tokens-remaining',
    '199',
  ];

  it('that are near stop pings of that credential and model', async () => {
    const { clock, upstream, pinger, turn } = stage();
    const reset = new Date(clock.now() + 10 * minute).toISOString();
    turn();
    turn({ conversationId: 'c2', credential: 'another' });
    pinger.noteReply(turnOf(), { status: 200, headers: [...headers, 'anthropic-ratelimit-input-tokens-reset', reset] });
    await clock.pass(285_000);
    expect(upstream.sent).toHaveLength(1);
    expect(pinger.state()).toMatchObject({ skipped: { rate_limited: 1 } });
  });

  it('that have been reset are forgotten', async () => {
    const { clock, upstream, pinger, turn } = stage();
    turn();
    pinger.noteReply(turnOf(), { status: 200, headers });
    await clock.pass(285_000);
    expect(upstream.sent).toHaveLength(1);
  });
});

describe('the account', () => {
  it('lets pings cost a conversation a share of its own bill and no more, until they have saved something', async () => {
    const { clock, upstream, turn } = stage();
    turn({ costNanoUsd: 200_000_000 });
    await clock.pass(30 * minute);
    expect(upstream.sent).toHaveLength(2);
  });

  it('counts the rewrite that a turn was spared as earned', async () => {
    const { clock, upstream, turn } = stage({ settings: { maxPings: 2 } });
    turn({ costNanoUsd: 200_000_000 });
    await clock.pass(10 * minute);
    turn({ costNanoUsd: 0, usage: { inputTokens: 3, outputTokens: 9, cacheReadTokens: 100_000, cacheWriteTokens: 0 } });
    await clock.pass(10 * minute);
    expect(upstream.sent).toHaveLength(4);
  });

  it('counts nothing as saved where the cache had lapsed all the same', async () => {
    const { clock, upstream, turn } = stage({ settings: { maxPings: 1 } });
    turn({ costNanoUsd: 100_000_000 });
    await clock.pass(20 * minute);
    turn({ costNanoUsd: 0, usage: { inputTokens: 3, outputTokens: 9, cacheReadTokens: 100_000, cacheWriteTokens: 0 } });
    await clock.pass(10 * minute);
    expect(upstream.sent).toHaveLength(1);
  });

  it('ends the day at its limit, all conversations together, and begins anew on the next', async () => {
    const { clock, upstream, turn } = stage({ settings: { usdPerDay: 0.03 } });
    for (const conversationId of ['c1', 'c2', 'c3', 'c4']) turn({ conversationId });
    await clock.pass(60 * minute);
    expect(upstream.sent).toHaveLength(3);
    await clock.pass(12 * 60 * minute);
    turn();
    await clock.pass(5 * minute);
    expect(upstream.sent).toHaveLength(4);
  });
});

const smallUsage = { inputTokens: 3, outputTokens: 9, cacheReadTokens: 0, cacheWriteTokens: 0 };

describe('with a store that others share', () => {
  it('pings only what it is granted, by the prefix that all of them know', async () => {
    const asked: [string, number][] = [];
    const lease = {
      take: async (key: string, forMs: number) => {
        asked.push([key, forMs]);
        return asked.length === 1;
      },
    };
    const { clock, upstream, pings, pinger, turn } = stage({ lease });
    turn();
    await clock.pass(30 * minute);
    expect(asked).toEqual([
      ['prefix', 285_000],
      ['prefix', 285_000],
    ]);
    expect(upstream.sent).toHaveLength(1);
    expect(pings).toHaveLength(1);
    expect(pinger.state()).toMatchObject({ held: 0, underWay: 0, skipped: { leased: 1 } });
  });

  it('does not ping where the store cannot be asked', async () => {
    const { clock, upstream, pinger, turn } = stage({ lease: { take: () => Promise.reject(new Error('down')) } });
    turn();
    await clock.pass(30 * minute);
    expect(upstream.sent).toHaveLength(0);
    expect(pinger.state()).toMatchObject({ held: 0, skipped: { leased: 1 } });
  });

  it('gives a ping up whose turn comes while the store is asked', async () => {
    const granted = Promise.withResolvers<boolean>();
    const { clock, upstream, pinger, turn } = stage({ lease: { take: () => granted.promise } });
    turn();
    await clock.pass(5 * minute);
    pinger.begin('c1', 'claude-sonnet-5-5');
    granted.resolve(true);
    await clock.pass(0);
    expect(upstream.sent).toHaveLength(0);
  });
});
