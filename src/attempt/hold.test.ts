import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FinalResponse, Json, ReplyContent, Verdict } from '../core/index.ts';
import { createReplyReader } from '../wire/index.ts';
import { Hold, type HoldOptions, type HoldStep } from './hold.ts';

type Event = { readonly type: string; readonly [key: string]: Json };

const frame = (event: Event) => Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
const start = frame({ type: 'message_start', message: { id: 'msg_1' } });
const ping = frame({ type: 'ping' });
const thinking = frame({ type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } });
const opens = (index: number) =>
  frame({ type: 'content_block_start', index, content_block: { type: 'text', text: '' } });
const says = (index: number, text: string) =>
  frame({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } });
const calls = (index: number, name = 'weather_tool') =>
  frame({ type: 'content_block_start', index, content_block: { type: 'tool_use', id: 't', name, input: {} } });
const finished = (stop_reason: string) => frame({ type: 'message_delta', delta: { stop_reason }, usage: {} });
const stop = frame({ type: 'message_stop' });
const failed = frame({ type: 'error', error: { type: 'overloaded_error', message: 'x' } });
const long = 'rain '.repeat(60);

const accept: Verdict = { kind: 'accept' };
const wrong: Verdict = { kind: 'escalate', reason: 'unknown_tool' };

function createHold(options: Partial<HoldOptions<Buffer>> = {}, stream = true): Hold<Buffer> {
  return new Hold<Buffer>({
    reader: createReplyReader({ stream }),
    sizeOf: (bytes) => bytes.length,
    judge: () => accept,
    finalResponse: 'accept',
    textTokens: 48,
    holdBytes: 1024 * 1024,
    ...options,
  });
}

/** What each frame led to: `hold`, the number of frames released, or why the attempt was discarded. */
function play(hold: Hold<Buffer>, frames: readonly Buffer[]): readonly (string | number)[] {
  return frames.map((bytes) => outcomeOf(hold.take(bytes)));
}

function outcomeOf(step: HoldStep<Buffer>): string | number {
  if (step.kind === 'release') return step.frames.length;
  return step.kind === 'discard' ? step.escalation.reason : 'hold';
}

describe('a reply with a tool call', () => {
  test('is held until it is finished, and then goes out whole', () => {
    const frames = [start, ping, calls(0), finished('tool_use'), stop];
    expect(play(createHold(), frames)).toEqual(['hold', 'hold', 'hold', 4, 1]);
  });

  test('is judged by all it says, and never seen when it is wrong', () => {
    const judged: ReplyContent[] = [];
    const judge = (reply: ReplyContent) => {
      judged.push(reply);
      return wrong;
    };
    const frames = [start, opens(0), says(0, 'Hm.'), calls(1, 'x'), finished('tool_use'), stop];
    expect(play(createHold({ judge }), frames)).toEqual([
      'hold',
      'hold',
      'hold',
      'hold',
      'unknown_tool',
      'unknown_tool',
    ]);
    expect(judged).toMatchObject([{ text: 'Hm.', toolCalls: [{ name: 'x' }], stopReason: 'tool_use' }]);
  });

  test('does not go out for the length of the text before it', () => {
    const frames = [start, opens(0), calls(1), says(0, long), finished('tool_use')];
    expect(play(createHold(), frames)).toEqual(['hold', 'hold', 'hold', 'hold', 5]);
  });
});

describe('a reply that only says something', () => {
  test('goes out at `textTokens`, and what follows at once', () => {
    const frames = [start, opens(0), says(0, 'It'), says(0, long), says(0, 'more'), finished('end_turn')];
    expect(play(createHold({ judge: () => wrong }), frames)).toEqual(['hold', 'hold', 'hold', 4, 1, 1]);
  });

  test('is judged at its end when it is shorter', () => {
    const frames = [start, opens(0), says(0, 'Yes.'), finished('end_turn')];
    expect(play(createHold(), frames)).toEqual(['hold', 'hold', 'hold', 4]);
    expect(play(createHold({ judge: () => wrong }), frames)).toEqual(['hold', 'hold', 'hold', 'unknown_tool']);
  });

  test('is held to its end where the reasoning tier has the last word', () => {
    const frames = [start, opens(0), says(0, long), calls(1), finished('tool_use')];
    expect(play(createHold({ finalResponse: 'reasoning' }), frames)).toEqual(['hold', 'hold', 'hold', 'hold', 5]);
  });

  test('is discarded as soon as it is longer than `acceptUpToTokens`, unless a call has begun', () => {
    const options = { finalResponse: { acceptUpToTokens: 100 } };
    expect(play(createHold(options), [start, opens(0), says(0, long), says(0, 'x')])).toEqual([
      'hold',
      'hold',
      'final_response',
      'final_response',
    ]);
    expect(play(createHold(options), [start, opens(0), calls(1), says(0, long)]).at(-1)).toBe('hold');
  });
});

describe('bounds', () => {
  test('at `holdBytes` it goes out as it is', () => {
    const frames = [start, thinking, calls(1), finished('tool_use')];
    const holdBytes = start.length + thinking.length + 1;
    expect(play(createHold({ judge: () => wrong, holdBytes }), frames)).toEqual(['hold', 'hold', 3, 1]);
  });

  test.each<[string, readonly Buffer[], string | number]>([
    ['nothing', [], 'timeout'],
    ['a start and pings', [start, ping, ping], 'timeout'],
    ['thinking', [start, thinking], 2],
    ['text', [start, opens(0)], 2],
    ['a call', [start, calls(0)], 2],
  ])('silence after %s', (_title, frames, outcome) => {
    const hold = createHold();
    play(hold, frames);
    expect(outcomeOf(hold.silence())).toBe(outcome);
  });
});

describe('an attempt that breaks', () => {
  test.each([
    ['an error in the stream', [failed], 'upstream_error'],
    ['an error after a call', [start, calls(0), failed], 'upstream_error'],
    ['an error after it went out', [start, opens(0), says(0, long), failed], 1],
  ])('%s', (_title, frames, outcome) => {
    expect(play(createHold(), frames).at(-1)).toBe(outcome);
  });

  test('is discarded while it is held, and is what the client sees once it went out', () => {
    const held = createHold();
    play(held, [start, calls(0)]);
    expect(held.fail('cut')).toEqual({
      kind: 'discard',
      escalation: { kind: 'escalate', reason: 'upstream_error', detail: 'cut' },
    });
    const out = createHold();
    play(out, [start, opens(0), says(0, long)]);
    expect([out.fail('cut'), out.silence(), out.end({ stream: true })].map(outcomeOf)).toEqual([
      'hold',
      'hold',
      'hold',
    ]);
  });

  test('a stream that ends before its message does was cut', () => {
    const hold = createHold();
    play(hold, [start, calls(0)]);
    expect(outcomeOf(hold.end({ stream: true }))).toBe('upstream_error');
  });
});

describe('a reply that is not streamed', () => {
  const body = Buffer.from(JSON.stringify({ content: [{ type: 'text', text: long }], stop_reason: 'end_turn' }));
  const halves = [body.subarray(0, 40), body.subarray(40)];

  test('is judged whole', () => {
    const hold = createHold({}, false);
    expect(play(hold, halves)).toEqual(['hold', 'hold']);
    expect(outcomeOf(hold.end({ stream: false }))).toBe(2);
    const bad = createHold({ judge: () => wrong }, false);
    play(bad, halves);
    expect(outcomeOf(bad.end({ stream: false }))).toBe('unknown_tool');
  });
});

test('whatever comes: what goes out is what came, in order and once, and nothing when the attempt was discarded', () => {
  const some = fc.constantFrom(
    start,
    ping,
    thinking,
    opens(0),
    says(0, 'a'),
    says(0, long),
    calls(1),
    failed,
    stop,
    finished('tool_use'),
  );
  const cut = fc.record({ bytes: some, at: fc.nat({ max: 60 }) });
  const moves = fc.array(
    fc.oneof({ weight: 9, arbitrary: cut }, { weight: 1, arbitrary: fc.constantFrom('silence', 'fail', 'end') }),
    {
      maxLength: 20,
    },
  );
  const finalResponse = fc.constantFrom<FinalResponse>('accept', 'reasoning', { acceptUpToTokens: 60 });
  fc.assert(
    fc.property(
      moves,
      finalResponse,
      fc.boolean(),
      fc.integer({ min: 1, max: 900 }),
      (played, final, isRight, holdBytes) => {
        const hold = createHold({ judge: () => (isRight ? accept : wrong), finalResponse: final, holdBytes });
        const came: Buffer[] = [];
        const out: Buffer[] = [];
        let isDiscarded = false;
        const note = (step: HoldStep<Buffer>) => {
          if (step.kind === 'release') out.push(...step.frames);
          if (step.kind === 'discard') isDiscarded = true;
          const held = Buffer.concat(came).length - Buffer.concat(out).length;
          if (out.length === 0 && !isDiscarded) expect(held).toBeLessThan(holdBytes);
          expect(out.length === 0 || out.length === came.length).toBe(true);
        };
        for (const move of played) {
          if (move === 'silence') note(hold.silence());
          else if (move === 'fail') note(hold.fail('cut'));
          else if (move === 'end') note(hold.end({ stream: true }));
          else if (typeof move === 'object') {
            for (const bytes of [move.bytes.subarray(0, move.at), move.bytes.subarray(move.at)]) {
              came.push(bytes);
              note(hold.take(bytes));
            }
          }
        }
        expect(Buffer.concat(came).subarray(0, Buffer.concat(out).length)).toEqual(Buffer.concat(out));
        if (isDiscarded) expect(out).toEqual([]);
      },
    ),
  );
});
