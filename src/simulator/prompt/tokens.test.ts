import { describe, expect, it } from 'vitest';
import { layOut } from './prefix.ts';
import { readRequest } from './request.ts';
import { tokensOf } from './tokens.ts';

function totalTokens(content: unknown, model = 'claude-sonnet-4-5'): number {
  const body = JSON.parse(JSON.stringify({ model, messages: [{ role: 'user', content }] }));
  const read = readRequest(body, {}, 'count_tokens');
  if ('error' in read) throw new Error(read.error.message);
  return layOut(read.value).totalTokens;
}

describe('token counts', () => {
  it('are 30 % higher with the newer tokenizer', () => {
    expect(tokensOf(40_000, 'older')).toBe(13_000);
    expect(tokensOf(40_000, 'newer')).toBe(16_900);
  });

  it('of a prefix do not depend on what follows', () => {
    const [first, second] = [
      { type: 'text', text: 'a'.repeat(101) },
      { type: 'text', text: 'b'.repeat(103) },
    ];
    const separately = totalTokens([first]) + totalTokens([second]) - 4;
    expect(totalTokens([first, second])).toBe(separately);
  });

  it('of an attachment do not depend on its size, also inside a tool result', () => {
    const image = (size: number) => ({
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(size) },
    });
    const result = (size: number) => ({ type: 'tool_result', tool_use_id: 't', content: [image(size)] });
    expect(Math.abs(totalTokens([image(10)]) - totalTokens([image(99_999)]))).toBeLessThan(5);
    expect(Math.abs(totalTokens([result(10)]) - totalTokens([result(99_999)]))).toBeLessThan(5);
    expect(totalTokens([image(10)])).toBeGreaterThan(1_000);
  });
});
