import { describe, expect, test } from 'vitest';
import { leftOf } from './faults.ts';

const event = (type: string, more: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const start = event('message_start', { message: {} });
const thinking = [
  event('content_block_start', { index: 0, content_block: { type: 'thinking' } }),
  event('content_block_stop', { index: 0 }),
];
const text = [
  event('content_block_start', { index: 1, content_block: { type: 'text', text: '' } }),
  event('content_block_delta', { index: 1, delta: { type: 'text_delta', text: 'Hi' } }),
];
const textStop = event('content_block_stop', { index: 1 });
const stream = [start, ...thinking, ...text, textStop, event('message_stop', {})].join('');

describe('what is left of a stream', () => {
  test.each([
    ['before-content', [start]],
    ['in-text', [start, ...thinking, ...text]],
    ['after-text', [start, ...thinking, ...text, textStop]],
  ] as const)('that is cut %s', (where, left) => {
    expect(leftOf(stream, { kind: 'cut', where })).toBe(left.join(''));
  });

  test('that ends in an error', () => {
    const left = leftOf(stream, { kind: 'error-event' });
    expect(left.startsWith([start, ...thinking, ...text, textStop].join(''))).toBe(true);
    expect(left).toMatch(/event: error\ndata: .*overloaded_error.*\n\n$/);
  });

  test('without a text is a mistake of the plan', () => {
    expect(() => leftOf(start, { kind: 'error-event' })).toThrow('streams no text');
  });
});
