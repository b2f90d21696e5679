import { describe, expect, test } from 'vitest';
import { headerOf } from '../wire/index.ts';
import { toClientHeaders, toUpstreamHeaders } from './headers.ts';

describe('headers to upstream', () => {
  test('order, case, repetition and unknown names stay', () => {
    const raw = ['X-B', '1', 'anthropic-beta', 'a', 'Anthropic-Beta', 'b', 'X-Unknown', 'ü'];
    expect(toUpstreamHeaders(raw)).toEqual(raw);
  });

  test("what belongs to the client's connection stays behind, whatever Connection names included", () => {
    const raw = [
      'Host',
      'gw',
      'Connection',
      'keep-alive, X-Hop',
      'X-Hop',
      '1',
      'Content-Length',
      '3',
      'TE',
      'gzip',
      'Expect',
      '100-continue',
    ];
    expect(toUpstreamHeaders(raw)).toEqual([]);
  });

  test('our own request headers never go upstream', () => {
    expect(toUpstreamHeaders(['x-turnwise-tier', 'execution', 'X-Turnwise-Token', 'secret', 'a', 'b'])).toEqual([
      'a',
      'b',
    ]);
  });

  test('an edit replaces a header in its place, once, and appends it where there was none', () => {
    const raw = ['Accept-Encoding', 'gzip', 'a', 'b', 'accept-encoding', 'br'];
    const set = { 'accept-encoding': 'identity', 'x-api-key': 'k' };
    expect(toUpstreamHeaders(raw, { set })).toEqual(['Accept-Encoding', 'identity', 'a', 'b', 'x-api-key', 'k']);
  });

  test('our hop header may be set although its like from the client is dropped', () => {
    expect(toUpstreamHeaders(['x-turnwise-hop', 'one'], { set: { 'x-turnwise-hop': 'one, two' } })).toEqual([
      'x-turnwise-hop',
      'one, two',
    ]);
  });
});

describe('headers to the client', () => {
  test("are upstream's, with ours behind them", () => {
    const raw = ['Request-Id', 'r', 'Transfer-Encoding', 'chunked', 'Set-Cookie', '1', 'Set-Cookie', '2'];
    expect(toClientHeaders(raw, ['x-turnwise-tier', 'execution'])).toEqual([
      'Request-Id',
      'r',
      'Set-Cookie',
      '1',
      'Set-Cookie',
      '2',
      'x-turnwise-tier',
      'execution',
    ]);
  });
});

test('a header is found without regard to case', () => {
  expect(headerOf(['Retry-After', '3'], 'retry-after')).toBe('3');
  expect(headerOf([], 'retry-after')).toBeUndefined();
});
