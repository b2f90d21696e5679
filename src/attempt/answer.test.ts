import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { answering } from './answer.ts';
import type { UpstreamHandler } from './call.ts';
import type { Discarded } from './held-call.ts';
import { head, noting, scriptedCall } from './scripted-call.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const why: Discarded = { escalation: { kind: 'escalate', reason: 'empty_reply' } };

/** A turn with two attempts that a test plays; the first is discarded by hand. */
function play(hedgeAfterMs?: number) {
  const [first, second] = [scriptedCall(), scriptedCall()];
  const { told, handler } = noting();
  const asked: unknown[] = [];
  const lost: string[] = [];
  let discard: (discarded: Discarded) => void = () => undefined;
  const send = answering({
    first: (given, onDiscard) => {
      discard = onDiscard;
      return first.send(given);
    },
    second: (reason) => {
      asked.push(reason);
      return second.send;
    },
    onLost: (which) => lost.push(which),
    ...(hedgeAfterMs === undefined ? {} : { hedgeAfterMs }),
  });
  const call = send(handler);
  return { first, second, told, asked, lost, call, discard: () => discard(why) };
}

const reply = (upstream: UpstreamHandler, text: string) => {
  upstream.onHead(head());
  upstream.onChunk(Buffer.from(text));
  upstream.onEnd();
};

describe('a turn', () => {
  test('is answered by the first attempt, and the second is never asked', () => {
    const { first, told, asked } = play();
    reply(first.handler(), 'one');
    expect([told, asked]).toEqual([['head 200', 'one', 'end'], []]);
  });

  test('is answered by the second when the first is discarded, once', () => {
    const { second, told, asked, discard } = play();
    discard();
    discard();
    reply(second.handler(), 'two');
    expect([told, asked]).toEqual([['head 200', 'two', 'end'], [why]]);
  });

  test('ends as the second does, its errors and failures included', () => {
    const failing = play();
    failing.discard();
    failing.second.handler().onHead(head(529));
    failing.second.handler().onChunk(Buffer.from('overloaded'));
    failing.second.handler().onFailure({ code: 'cut', message: '' });
    expect(failing.told).toEqual(['head 529', 'overloaded', 'failure cut']);
  });

  test('given up by the client gives up whichever is under way', () => {
    const one = play();
    one.call.abort();
    expect([one.first.isAborted(), one.asked]).toEqual([true, []]);
    const two = play();
    two.discard();
    two.call.abort();
    expect(two.second.isAborted()).toBe(true);
    const late = play();
    late.call.abort();
    late.discard();
    expect(late.asked).toEqual([]);
  });

  test('a slow client slows down the attempt that answers', () => {
    const one = play();
    one.first.handler().onHead(head());
    one.call.resume();
    expect(one.first.resumed()).toBe(1);
    const two = play();
    two.discard();
    two.second.handler().onHead(head());
    two.call.resume();
    expect([two.first.resumed(), two.second.resumed()]).toEqual([0, 1]);
  });
});

describe('a hedge', () => {
  test('asks the second beside a first that has not begun; the first to come answers', () => {
    const { first, second, told, asked, lost } = play(500);
    vi.advanceTimersByTime(500);
    expect(asked).toEqual(['hedge']);
    second.handler().onHead(head());
    expect([told, first.isAborted()]).toEqual([[], false]);
    second.handler().onChunk(Buffer.from('two'));
    second.handler().onEnd();
    expect([told, first.isAborted(), lost]).toEqual([['head 200', 'two', 'end'], true, ['first']]);
  });

  test('gives up the second when the first comes after all', () => {
    const { first, second, told, lost } = play(500);
    vi.advanceTimersByTime(500);
    second.handler().onHead(head());
    reply(first.handler(), 'one');
    expect([told, second.isAborted(), lost]).toEqual([['head 200', 'one', 'end'], true, ['second']]);
  });

  test('does not ask when the first has begun or was discarded before', () => {
    const begun = play(500);
    begun.first.handler().onHead(head());
    vi.advanceTimersByTime(500);
    expect(begun.asked).toEqual([]);
    const discarded = play(500);
    discarded.discard();
    vi.advanceTimersByTime(500);
    expect(discarded.asked).toEqual([why]);
  });

  test('does not let an error of the second answer while the first may; discarded too, the error is the answer', () => {
    const { second, told, discard } = play(500);
    vi.advanceTimersByTime(500);
    second.handler().onHead(head(529));
    second.handler().onChunk(Buffer.from('overloaded'));
    second.handler().onEnd();
    expect(told).toEqual([]);
    discard();
    expect(told).toEqual(['head 529', 'overloaded', 'end']);
  });

  test('leaves no timer behind', () => {
    const { first, call } = play(500);
    reply(first.handler(), 'one');
    play(500).discard();
    call.abort();
    play(500).call.abort();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('however two attempts interleave, the client gets a prefix of exactly one of them', () => {
  const moves = fc.array(
    fc.constantFrom('first', 'second', 'discard', 'wait', 'end first', 'end second', 'fail second'),
    {
      maxLength: 16,
    },
  );
  fc.assert(
    fc.property(moves, fc.boolean(), (played, hedges) => {
      const turn = play(hedges ? 500 : undefined);
      const state = { first: 0, second: 0, discarded: false };
      const over = { first: false, second: false };
      const speak = (which: 'first' | 'second') => {
        const call = turn[which];
        if (!call.isBegun() || call.isAborted() || over[which] || (which === 'first' && state.discarded))
          return undefined;
        if (state[which]++ === 0) call.handler().onHead(head());
        return call.handler();
      };
      const end = (which: 'first' | 'second') => {
        const upstream = speak(which);
        over[which] ||= upstream !== undefined;
        return upstream;
      };
      for (const move of played) {
        if (move === 'first' || move === 'second') speak(move)?.onChunk(Buffer.from(`${move} ${state[move]}`));
        else if (move === 'end first') end('first')?.onEnd();
        else if (move === 'end second') end('second')?.onEnd();
        else if (move === 'fail second') end('second')?.onFailure({ code: 'cut', message: '' });
        else if (move === 'wait') vi.advanceTimersByTime(500);
        else if (state.first === 0 && !over.first) {
          state.discarded = true;
          turn.discard();
        }
      }
      const chunks = turn.told.filter((text) => /^(first|second) /.test(text));
      const [answered] = chunks.map((text) => text.split(' ')[0]);
      expect(chunks).toEqual(chunks.map((_, index) => `${answered} ${index + 1}`));
      expect(turn.told.filter((text) => text === 'head 200').length).toBeLessThanOrEqual(1);
      expect(turn.told.filter((text) => text === 'end' || text === 'failure cut').length).toBeLessThanOrEqual(1);
      turn.call.abort();
    }),
  );
});
