import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Verdict } from '../core/index.ts';
import { createReplyReader } from '../wire/index.ts';
import { byteFrames, type UpstreamHandler } from './call.ts';
import { type Discarded, type HeldReply, held } from './held-call.ts';
import { Hold } from './hold.ts';
import { head, noting, scriptedCall } from './scripted-call.fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const silenceMs = 1_000;
const finished = Buffer.from('event: message_delta\ndata: {"delta":{"stop_reason":"end_turn"}}\n\n');
const opens = Buffer.from('event: content_block_start\ndata: {"index":0,"content_block":{"type":"text"}}\n\n');
const ping = Buffer.from('event: ping\ndata: {}\n\n');

function heldReply(verdict: Verdict): HeldReply {
  const reader = createReplyReader({ stream: true });
  const hold = new Hold<Buffer>({
    reader,
    sizeOf: byteFrames.sizeOf,
    judge: () => verdict,
    finalResponse: 'accept',
    textTokens: 48,
    holdBytes: 1_000_000,
  });
  return { hold, pieces: () => reader.progress().pieces, stream: true };
}

function play(verdict: Verdict = { kind: 'accept' }, holdFor = (): HeldReply | undefined => heldReply(verdict)) {
  const script = scriptedCall();
  const { told, handler } = noting();
  const discarded: Discarded[] = [];
  const send = held(script.send, { frames: byteFrames, silenceMs, holdFor });
  const call = send(handler, (why) => discarded.push(why));
  return { script, told, discarded, call, upstream: script.handler() };
}

describe('a held call', () => {
  test('tells nothing until it commits, then everything from the head on', () => {
    const { upstream, told } = play();
    upstream.onHead(head());
    upstream.onChunk(opens);
    expect(told).toEqual([]);
    upstream.onChunk(finished);
    expect(told).toEqual(['head 200', opens.toString(), finished.toString()]);
    upstream.onChunk(Buffer.from('rest'));
    upstream.onEnd();
    expect(told.slice(3)).toEqual(['rest', 'end']);
  });

  test('that is discarded is given up and tells nothing', () => {
    const { upstream, told, discarded, script } = play({ kind: 'escalate', reason: 'empty_reply' });
    upstream.onHead(head());
    upstream.onChunk(finished);
    upstream.onChunk(Buffer.from('rest'));
    upstream.onEnd();
    expect([told, script.isAborted()]).toEqual([[], true]);
    expect(discarded).toEqual([{ escalation: { kind: 'escalate', reason: 'empty_reply' } }]);
  });

  test('with an error for an answer says which, and what its body was', () => {
    const { upstream, told, discarded } = play();
    upstream.onHead(head(529));
    upstream.onChunk(Buffer.from('{"type":'));
    upstream.onChunk(Buffer.from('"error"}'));
    upstream.onEnd();
    expect(told).toEqual([]);
    expect(discarded).toMatchObject([
      { escalation: { reason: 'upstream_error', detail: '529' }, status: 529, body: '{"type":"error"}' },
    ]);
  });

  test.each([
    ['timeout', { reason: 'timeout' }],
    ['cut', { reason: 'upstream_error', detail: 'cut' }],
    ['unreachable', { reason: 'upstream_error', detail: 'unreachable' }],
  ] as const)('that fails (%s) before it commits is discarded', (code, escalation) => {
    const { upstream, told, discarded } = play();
    upstream.onHead(head());
    upstream.onChunk(opens);
    upstream.onFailure({ code, message: '' });
    expect([told, discarded]).toMatchObject([[], [{ escalation }]]);
  });

  test('that breaks when it is out breaks for the client', () => {
    const { upstream, told, discarded } = play();
    upstream.onHead(head());
    upstream.onChunk(finished);
    upstream.onFailure({ code: 'cut', message: '' });
    expect([told.at(-1), discarded]).toEqual(['failure cut', []]);
  });

  test('whose reply cannot be read goes out as it comes', () => {
    const { upstream, told } = play(undefined, () => undefined);
    upstream.onHead(head());
    upstream.onChunk(Buffer.from('x'));
    upstream.onEnd();
    expect(told).toEqual(['head 200', 'x', 'end']);
  });
});

describe('silence', () => {
  test.each<[string, (upstream: UpstreamHandler) => void]>([
    ['nothing came', () => undefined],
    ['only the head came', (upstream) => upstream.onHead(head())],
    ['only pings came', (upstream) => [upstream.onHead(head()), upstream.onChunk(ping)]],
  ])('discards when %s', (_title, before) => {
    const { upstream, told, discarded } = play();
    before(upstream);
    vi.advanceTimersByTime(silenceMs);
    expect([told, discarded]).toMatchObject([[], [{ escalation: { reason: 'timeout' } }]]);
  });

  test('lets out what came', () => {
    const { upstream, told } = play();
    upstream.onHead(head());
    vi.advanceTimersByTime(silenceMs - 1);
    upstream.onChunk(opens);
    vi.advanceTimersByTime(silenceMs - 1);
    expect(told).toEqual([]);
    upstream.onChunk(ping);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['head 200', opens.toString(), ping.toString()]);
  });

  test('leaves no timer behind, however the call ends', () => {
    const ends: ((upstream: UpstreamHandler) => void)[] = [
      (upstream) => [upstream.onHead(head()), upstream.onChunk(finished), upstream.onEnd()],
      (upstream) => [upstream.onHead(head(500)), upstream.onEnd()],
      (upstream) => upstream.onFailure({ code: 'cut', message: '' }),
    ];
    for (const end of ends) end(play().upstream);
    play().call.abort();
    expect(vi.getTimerCount()).toBe(0);
  });
});
