import { describe, expect, test } from 'vitest';
import { simpleThenComplex, wrongTool } from '../../../conformance/conversations.ts';
import { holdConversation } from '../../../conformance/holding/ai-sdk.ts';
import { decisionsOf, stageRouted } from './routed.fixture.ts';

describe.each([true, false])('a routed model (stream: %s)', (stream) => {
  test('sends each step where the rules say, and says so', async () => {
    const { model, events, simulator } = await stageRouted();
    const steps = await holdConversation(simpleThenComplex, { model, stream });
    expect(decisionsOf(events)).toEqual([
      ['reasoning', 'user_request'],
      ['execution', 'simple_tools'],
      ['reasoning', 'complex_tools'],
    ]);
    expect(steps.map(({ providerMetadata }) => providerMetadata?.turnwise)).toEqual(
      events.map(({ turnId, servedTier, servedModel, decision }) => ({
        ...{ turn: turnId, tier: servedTier, model: servedModel, reason: decision.reason, escalated: false },
      })),
    );
    expect(simulator.billed.map((bill) => bill.model)).toEqual(events.map(({ servedModel }) => servedModel));
  });

  test('costs what upstream bills, to the nano-dollar', async () => {
    const { model, events, simulator } = await stageRouted();
    await holdConversation(simpleThenComplex, { model, stream });
    expect(events.map(({ bill }) => bill?.costNanoUsd)).toEqual(
      simulator.billed.map(({ costPicoUsd }) => Math.round(costPicoUsd / 1000)),
    );
  });

  test('never shows a reply that calls a tool which nobody offers', async () => {
    const { model, events } = await stageRouted();
    const steps = await holdConversation(wrongTool, { model, stream });
    expect(steps[1]?.toolCalls.map(({ toolName }) => toolName)).toEqual(['email_tool']);
    expect(steps[1]?.providerMetadata?.turnwise).toMatchObject({
      tier: 'reasoning',
      reason: 'unknown_tool',
      escalated: true,
    });
    expect(decisionsOf(events)[1]).toEqual(['reasoning', 'simple_tools', 'unknown_tool']);
  });
});
