import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { say, strictUpstream, think } from '../agent.fixture.ts';
import { type BatchRequest, batchOf, endedBatch } from '../index.ts';

const request = (content: string, model = 'claude-haiku-5-5') => ({
  model,
  max_tokens: 1_000,
  messages: [{ role: 'user' as const, content }],
});

const quick = { firstWaitMs: 1, longestWaitMs: 2 };

async function upstream() {
  const simulator = await strictUpstream(({ messages }) => ({
    content: [think('hm'), say(`${messages[0]?.blocks[0]?.value.text} done`)],
    stopReason: 'end_turn',
  }));
  return { simulator, client: new Anthropic({ baseURL: simulator.baseUrl, apiKey: 'key', maxRetries: 0 }) };
}

describe('a batch', () => {
  const requests: readonly BatchRequest[] = ['one', 'two', 'three'].map((id) => ({ id, request: request(id) }));

  test('is waited for, and its results come by their ids, whatever order the API gives them in', async () => {
    const { client } = await upstream();
    const { outcomes } = await batchOf(client, requests, quick);
    for (const { id } of requests) {
      expect(outcomes.get(id)).toMatchObject({ kind: 'succeeded', message: { content: [{}, { text: `${id} done` }] } });
    }
  });

  test('costs half', async () => {
    const { client, simulator } = await upstream();
    const { costUsd, costUnknown, outcomes } = await batchOf(client, requests, quick);
    const billed = simulator.billed.reduce((sum, { costPicoUsd }) => sum + costPicoUsd, 0) / 1e12;
    expect(costUsd).toBeCloseTo(billed, 8);
    expect(costUnknown).toBe(0);
    await client.messages.create(request('one'));
    const alone = (simulator.billed.at(-1)?.costPicoUsd ?? 0) / 1e12;
    expect(outcomes.get('one')).toMatchObject({ costUsd: expect.closeTo(alone / 2, 8) });
  });

  test('with a request that the API refuses has that one’s error beside the others', async () => {
    const { client } = await upstream();
    const { outcomes, costUnknown } = await batchOf(
      client,
      [...requests, { id: 'bad', request: request('x', 'no-such-model') }],
      quick,
    );
    expect(outcomes.get('bad')).toEqual({ kind: 'errored', type: 'not_found_error', message: 'model: no-such-model' });
    expect([outcomes.size, costUnknown]).toEqual([4, 0]);
  });

  test('that the API does not take is the SDK’s error', async () => {
    const { client } = await upstream();
    await expect(batchOf(client, [], quick)).rejects.toBeInstanceOf(Anthropic.BadRequestError);
  });

  test('is left by its signal, and taken up again by its id', async () => {
    const { client } = await upstream();
    const stop = new AbortController();
    let batchId = '';
    const waiting = batchOf(client, requests, {
      signal: stop.signal,
      onCreated: (id) => {
        batchId = id;
        setTimeout(() => stop.abort(), 20);
      },
    });
    await expect(waiting).rejects.toThrow(/abort/i);
    expect((await endedBatch(client, batchId, quick)).outcomes.size).toBe(3);
  });

  test('of a model without a price is of unknown cost, which is not zero', async () => {
    const { client } = await upstream();
    const { costUsd, costUnknown } = await batchOf(client, requests, {
      ...quick,
      prices: { at: () => undefined, rows: [] },
    });
    expect([costUsd, costUnknown]).toEqual([null, 3]);
  });
});
