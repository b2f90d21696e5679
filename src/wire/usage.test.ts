import { describe, expect, it } from 'vitest';
import { mergeUsage, readUsage } from './usage.ts';

describe('usage', () => {
  it('is read whole', () => {
    const usage = {
      input_tokens: 3,
      cache_creation_input_tokens: 30,
      cache_read_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      output_tokens: 40,
      output_tokens_details: { thinking_tokens: 15 },
      server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
      service_tier: 'standard',
      inference_geo: 'us',
      speed: 'fast',
      iterations: [
        {
          type: 'compaction',
          input_tokens: 1,
          output_tokens: 2,
          cache_read_input_tokens: 3,
          cache_creation_input_tokens: 4,
        },
        { type: 'message', model: 'claude-opus-5', input_tokens: 5, output_tokens: 6 },
      ],
    };
    expect(readUsage(usage)).toEqual({
      inputTokens: 3,
      outputTokens: 40,
      cacheReadTokens: 300,
      cacheWriteTokens: 30,
      cacheWrite5mTokens: 10,
      cacheWrite1hTokens: 20,
      thinkingTokens: 15,
      serviceTier: 'standard',
      inferenceGeo: 'us',
      speed: 'fast',
      webSearchRequests: 2,
      webFetchRequests: 1,
      iterations: [
        { type: 'compaction', inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 },
        {
          type: 'message',
          model: 'claude-opus-5',
          inputTokens: 5,
          outputTokens: 6,
          cacheReadTokens: 0,
          cacheWriteTokens: 0,
        },
      ],
    });
  });

  it('has no cache where its counts are null', () => {
    const usage = {
      input_tokens: 1,
      output_tokens: 2,
      cache_read_input_tokens: null,
      cache_creation_input_tokens: null,
      cache_creation: null,
    };
    expect(readUsage({ ...usage, iterations: null, server_tool_use: null })).toEqual({
      inputTokens: 1,
      outputTokens: 2,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    });
  });

  it.each([[undefined], [{}], [{ input_tokens: 1 }], [{ input_tokens: '1', output_tokens: 2 }]])(
    'is unknown from %j',
    (usage) => {
      expect(readUsage(usage)).toBeUndefined();
    },
  );

  it.each([
    ['agrees with the total', 30, 10, 20, { cacheWrite5mTokens: 10, cacheWrite1hTokens: 20 }],
    ['takes a grown total of one lifetime', 50, 0, 30, { cacheWrite5mTokens: 0, cacheWrite1hTokens: 50 }],
    ['takes it for the shorter one too', 50, 30, 0, { cacheWrite5mTokens: 50, cacheWrite1hTokens: 0 }],
    ['is dropped where a grown total could be either', 50, 10, 20, {}],
    ['is dropped where it knows of no write', 50, 0, 0, {}],
  ])('splits cache writes: %s', (_what, total, short, long, split) => {
    const creation = { ephemeral_5m_input_tokens: short, ephemeral_1h_input_tokens: long };
    const base = { input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: total, cache_creation: creation };
    const { cacheWriteTokens, cacheWrite5mTokens, cacheWrite1hTokens } = readUsage(base) ?? {};
    expect(cacheWriteTokens).toBe(total);
    const found = { cacheWrite5mTokens, cacheWrite1hTokens };
    expect(found).toEqual({ cacheWrite5mTokens: undefined, cacheWrite1hTokens: undefined, ...split });
  });
});

describe('usage in a stream', () => {
  const start = { input_tokens: 5, output_tokens: 1, cache_read_input_tokens: 100, service_tier: 'standard' };

  it('is overwritten, never added', () => {
    expect(mergeUsage(start, { input_tokens: 7, output_tokens: 50 })).toEqual({
      ...start,
      input_tokens: 7,
      output_tokens: 50,
    });
  });

  it('keeps what a delta leaves out or sets to null', () => {
    expect(mergeUsage(start, { output_tokens: 50, cache_read_input_tokens: null })).toEqual({
      ...start,
      output_tokens: 50,
    });
  });

  it('is what there is of the two', () => {
    expect([mergeUsage(start, undefined), mergeUsage(undefined, start), mergeUsage(undefined, undefined)]).toEqual([
      start,
      start,
      undefined,
    ]);
  });
});
