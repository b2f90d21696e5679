import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseReader, formatSseEvent, type SseEvent, type SseReaderOptions } from './sse.ts';

interface Told {
  readonly event: string | undefined;
  readonly data: string;
}

function readAll(chunks: readonly Uint8Array[], options?: SseReaderOptions): readonly SseEvent[] {
  const events: SseEvent[] = [];
  const reader = createSseReader((event) => events.push(event), options);
  for (const chunk of chunks) reader.feed(chunk);
  return events;
}

function told(events: readonly SseEvent[]): readonly Told[] {
  return events.map(({ event, data }) => ({ event, data }));
}

function readText(text: string): readonly Told[] {
  return told(readAll([Buffer.from(text)]));
}

/** What a widely used parser makes of the same text. */
function readReference(text: string): readonly Told[] {
  const events: Told[] = [];
  const parser = createParser({ onEvent: ({ event, data }) => events.push({ event, data }) });
  parser.feed(text);
  return events;
}

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, '')),
  fc.constantFrom('{"type":"ping"}', ' two spaces', 'ä€😀', ''),
);
const field = fc.oneof(
  { weight: 4, arbitrary: value.map((text) => `data:${text}`) },
  { weight: 4, arbitrary: value.map((text) => `data: ${text}`) },
  { weight: 2, arbitrary: value.map((text) => `event: ${text}`) },
  value.map((text) => `: ${text}`),
  fc.constantFrom('data', 'event', 'event:', 'database: x', 'id: 1', 'unknown: x', 'data : x'),
);
const stream = fc
  .array(fc.tuple(fc.oneof({ weight: 3, arbitrary: field }, fc.constant('')), lineEnd), { maxLength: 30 })
  .map((lines) => lines.flat().join(''));

function cutAt(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

describe('reading server-sent events', () => {
  it('tells what a reference parser tells, however the bytes are cut', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
        const ended = `${text}\n\n`;
        expect(told(readAll(cutAt(Buffer.from(ended), cuts)))).toEqual(readReference(ended));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same byte by byte', () => {
    const bytes = Buffer.from('event: ä\r\ndata: 😀\r\n\r\ndata: €\r\rdata: x\ndata: y\n\n');
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(told(readAll(single))).toEqual([
      { event: 'ä', data: '😀' },
      { event: undefined, data: '€' },
      { event: undefined, data: 'x\ny' },
    ]);
  });

  it('tells raw lengths that cut the stream into its events', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 4 }), (text, cuts) => {
        const bytes = Buffer.from(text);
        let at = 0;
        for (const event of readAll(cutAt(bytes, cuts))) {
          const alone = bytes.subarray(at, at + event.rawBytes);
          expect(told(readAll([alone]))).toEqual([{ event: event.event, data: event.data }]);
          at += event.rawBytes;
        }
        expect(at).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 300 },
    );
  });

  it('waits for the blank line', () => {
    expect(readText('data: x\n')).toEqual([]);
    expect(readText('data: x\n\n')).toEqual([{ event: undefined, data: 'x' }]);
  });

  it('takes no byte order mark for a field', () => {
    expect(readText('\ufeffdata: x\n\n')).toEqual([{ event: undefined, data: 'x' }]);
  });

  it('does not tell events it is to pass over', () => {
    const passOver = new Set(['ping']);
    const [one, ...others] = readAll([Buffer.from('event: ping\ndata: 1\n\nevent: a\ndata: 2\n\n')], { passOver });
    expect(one).toMatchObject({ event: 'a', data: '2', rawBytes: 18 });
    expect(others).toEqual([]);
  });

  it('tells an event larger than it keeps without its data, and the next one whole', () => {
    const long = 'x'.repeat(300);
    const text = `event: a\ndata: ${long}\n\nevent: b\ndata: ${long.slice(250)}\n\n`;
    const [big, next] = readAll(cutAt(Buffer.from(text), [100, 200, 300]), { maxEventBytes: 100 });
    expect(big).toMatchObject({ event: 'a', data: '', rawBytes: text.indexOf('event: b') });
    expect(next).toMatchObject({ event: 'b', data: long.slice(250) });
  });
});

describe('writing server-sent events', () => {
  it('is read back as it was', () => {
    const event = fc.constantFrom('message_start', 'ping', undefined);
    fc.assert(
      fc.property(event, fc.string({ unit: 'grapheme' }), (name, text) => {
        const written = formatSseEvent({ ...(name === undefined ? {} : { event: name }), data: text });
        expect(readText(written)).toEqual([{ event: name, data: text.replace(/\r\n|\r/g, '\n') }]);
      }),
    );
  });

  it('looks as the API writes it', () => {
    expect(formatSseEvent({ event: 'ping', data: '{"type":"ping"}' })).toBe('event: ping\ndata: {"type":"ping"}\n\n');
  });
});
