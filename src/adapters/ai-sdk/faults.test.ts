import { APICallError, type LanguageModelV4Prompt } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { executionModel, parallelTools, reasoningModel } from '../../../conformance/conversations.ts';
import { holdConversation } from '../../../conformance/holding/ai-sdk.ts';
import { decisionsOf, stageRouted } from './routed.fixture.ts';

/** A fault of one model, so many times. */
function faultOf(model: string, fault: string, times = Number.POSITIVE_INFINITY) {
  let left = times;
  return ({ model: asked }: { readonly model: { readonly id: string } }) => {
    if (asked.id !== model || left === 0) return undefined;
    left -= 1;
    return fault;
  };
}

const escalation = { holdMs: 100 };

const prompt: LanguageModelV4Prompt = [
  { role: 'user', content: [{ type: 'text', text: 'How are weather and time in Bergen?' }] },
];

describe.each([true, false])('where the execution model fails, the reasoning model answers (stream: %s)', (stream) => {
  test.each([
    ['529', 'upstream_error', '529'],
    ['429', 'upstream_error', '429'],
    ['500', 'upstream_error', '500'],
    ['cut-in-head=5', 'upstream_error', 'unreachable'],
    ['hang', 'timeout', undefined],
  ] as const)('%s', async (fault, reason, detail) => {
    const { model, events } = await stageRouted({ escalation }, { fault: faultOf(executionModel, fault) });
    const steps = await holdConversation(parallelTools, { model, stream });
    expect(steps.map(({ text }) => text)).toEqual(['Both at once.', 'Rain at noon.']);
    expect(decisionsOf(events)[1]).toEqual(['reasoning', 'simple_tools', reason]);
    expect(events[1]?.attempts.map(({ verdict }) => verdict?.detail)).toEqual([detail, undefined]);
    expect(events[1]?.attempts.map(({ purpose }) => purpose)).toEqual(['turn', 'escalation']);
  });
});

test.each(['error-event=1', 'cut-at=400'])('a held stream with %s is never seen', async (fault) => {
  const { model, events } = await stageRouted({}, { fault: faultOf(executionModel, fault) });
  const steps = await holdConversation(parallelTools, { model, stream: true });
  expect(steps.map(({ text }) => text)).toEqual(['Both at once.', 'Rain at noon.']);
  expect(decisionsOf(events)[1]).toEqual(['reasoning', 'simple_tools', 'upstream_error']);
});

describe.each([true, false])('what the reasoning model says is the caller’s (stream: %s)', (stream) => {
  test('an error is thrown as its package throws it', async () => {
    const { model, events } = await stageRouted({}, { fault: faultOf(reasoningModel, '529') });
    const thrown: unknown = await holdConversation(parallelTools, { model, stream }).catch((error) => error);
    if (!APICallError.isInstance(thrown)) throw new Error('not the package’s error');
    expect([thrown.statusCode, thrown.isRetryable]).toEqual([529, true]);
    expect(events.map(({ status, attempts }) => [status, attempts[0]?.end])).toEqual([[529, 'upstream_error']]);
  });

  test('the SDK’s own retry of it joins its turn', async () => {
    const { model, events } = await stageRouted({}, { fault: faultOf(reasoningModel, '529;retry-after-ms=1', 1) });
    const steps = await holdConversation(parallelTools, { model, stream, maxRetries: 1 });
    expect(steps.map(({ text }) => text)).toEqual(['Both at once.', 'Rain at noon.']);
    expect(events.map(({ place }) => place)).toEqual(['first', 'retry', 'next']);
    expect(new Set(events.map(({ conversationId }) => conversationId)).size).toBe(1);
  });
});

test('a stream of the reasoning model that breaks off breaks off for the caller', async () => {
  const { model, events } = await stageRouted({}, { fault: faultOf(reasoningModel, 'cut-at=900') });
  await expect(holdConversation(parallelTools, { model, stream: true })).rejects.toThrow();
  expect(events[0]?.attempts[0]?.end).toBe('cut');
});

describe.each([true, false])('a caller who leaves (stream: %s)', (stream) => {
  test('ends the call upstream; the turn says so', async () => {
    const { model, events } = await stageRouted({}, { fault: faultOf(reasoningModel, 'hang') });
    const options = { prompt, abortSignal: AbortSignal.timeout(50) };
    const call = Promise.resolve(stream ? model.doStream(options) : model.doGenerate(options));
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect.poll(() => events[0]?.attempts[0]?.end).toBe('client_gone');
  });
});

test('a caller who stops reading ends the call upstream', async () => {
  const { model, events, simulator } = await stageRouted({}, { fault: faultOf(reasoningModel, 'hang-after=900') });
  const { stream } = await model.doStream({ prompt });
  const reader = stream.getReader();
  expect((await reader.read()).value?.type).toBe('stream-start');
  await reader.cancel();
  await expect.poll(() => events[0]?.attempts[0]?.end).toBe('client_gone');
  await expect.poll(() => simulator.billed[0]?.aborted).toBe(true);
});

test('in observe nothing changes, and what would have been decided is told', async () => {
  const { model, events, simulator } = await stageRouted({ mode: 'observe' });
  const steps = await holdConversation(parallelTools, { model, stream: true });
  expect(simulator.billed.map((bill) => bill.model)).toEqual([reasoningModel, reasoningModel]);
  expect(steps.map(({ providerMetadata }) => providerMetadata?.turnwise)).toEqual([undefined, undefined]);
  expect(events.map(({ decision }) => decision.tier)).toEqual(['reasoning', 'execution']);
});
