import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { HeldRequests } from './held-requests.ts';
import { fakeUpstream, requestTo, secretKey, secretPrompt, stage } from './pinger.fixture.ts';

const upstream = fakeUpstream();
const options = { credential: 'hash', valueNanoUsd: 1 };
const mebibyte = 1024 * 1024;

describe('requests that are held', () => {
  it('come back as they went in, compressed or not', async () => {
    const held = new HeldRequests(mebibyte);
    held.hold('a', requestTo(upstream, 200_000), options);
    expect(await held.take('a')).toEqual(requestTo(upstream, 200_000));
    const raw = held.bytes;
    await held.compress('a');
    expect(held.bytes).toBeLessThan(raw / 20);
    expect(await held.take('a')).toEqual(requestTo(upstream, 200_000));
    expect(await held.take('b')).toBeUndefined();
  });

  it('make room by what they are worth', () => {
    const held = new HeldRequests(mebibyte);
    const hold = (key: string, valueNanoUsd: number) =>
      held.hold(key, requestTo(upstream, 300_000), { credential: 'hash', valueNanoUsd });
    expect([hold('a', 5), hold('b', 3), hold('c', 4)]).toEqual([[], [], []]);
    expect(hold('d', 6)).toEqual(['b']);
    expect(hold('e', 1)).toEqual(['e']);
    held.revalue('a', 0);
    expect(hold('f', 1)).toEqual(['a']);
    expect(held.count).toBe(3);
    expect(held.bytes).toBeLessThanOrEqual(mebibyte);
    expect(held.limit(400_000)).toEqual(['f', 'c']);
    expect(hold('g', 9)).toEqual(['d']);
  });

  it('weigh nothing once they are gone, and their bytes are overwritten', () => {
    const held = new HeldRequests(mebibyte);
    const request = requestTo(upstream, 10);
    held.hold('a', request, options);
    held.hold('b', requestTo(upstream), { ...options, credential: 'other' });
    expect(held.dropCredential('hash')).toEqual(['a']);
    expect(request.body.toString()).not.toContain(secretPrompt);
    held.clear();
    expect([held.count, held.bytes]).toEqual([0, 0]);
  });

  it('stay whole when they are compressed twice at once', async () => {
    const held = new HeldRequests(mebibyte);
    held.hold('a', requestTo(upstream, 300_000), options);
    await Promise.all([held.compress('a'), held.compress('a')]);
    expect((await held.take('a'))?.body).toEqual(requestTo(upstream, 300_000).body);
  });

  it('are replaced while they are being compressed', async () => {
    const held = new HeldRequests(mebibyte);
    held.hold('a', requestTo(upstream, 100_000), options);
    const compressing = held.compress('a');
    held.hold('a', requestTo(upstream, 10), options);
    await compressing;
    expect((await held.take('a'))?.body).toEqual(requestTo(upstream, 10).body);
  });
});

describe('keys and prompts', () => {
  it('are seen neither in what is inspected, serialised, copied or enumerated nor in what is told', async () => {
    const { clock, pinger, pings, problems, turn, upstream: sending } = stage();
    turn();
    await clock.pass(5 * 60_000);
    turn({ conversationId: 'c2' });
    sending.reply = () => ({ status: 403 });
    await clock.pass(4 * 60_000);
    turn();
    const held = new HeldRequests(mebibyte);
    held.hold('a', requestTo(upstream), options);
    for (const thing of [pinger, held]) {
      expect(Reflect.ownKeys(thing)).toEqual([]);
      expect(JSON.stringify(thing)).toBe('{}');
      expect(() => structuredClone(thing)).not.toThrow();
    }
    const shown = inspect({ pinger, held, pings, problems, state: pinger.state() }, { depth: 20, showHidden: true });
    const told = JSON.stringify({ pings, problems, state: pinger.state(), pinger, held });
    for (const text of [shown, told]) {
      expect(text).not.toContain(secretKey);
      expect(text).not.toContain(secretPrompt);
      expect(text).not.toContain(Buffer.from(secretPrompt).toString('hex').slice(0, 16));
    }
    expect(pings.length).toBeGreaterThan(0);
  });
});
