import { createAgent, toolStrategy } from 'langchain';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { executionModel, reasoningModel } from '../../../conformance/conversations.ts';
import { chatModel } from '../../../conformance/holding/langchain.ts';
import type { TurnEvent } from '../../core/index.ts';
import { startSimulator } from '../../simulator/index.ts';
import { turnwiseMiddleware } from './middleware.ts';

test('an answer in a format, which comes by a tool that LangChain adds below the middleware, is no unknown tool', async () => {
  const simulator = await startSimulator({
    timeScale: 0,
    seed: 1,
    answerers: [
      ({ tools }) => ({
        content: [{ type: 'tool_use', id: 'toolu_1', name: String(tools[0]?.value.name), input: { rain: true } }],
        stopReason: 'tool_use',
      }),
    ],
  });
  onTestFinished(() => simulator.close());
  const events: TurnEvent[] = [];
  const reasoning = chatModel(simulator.baseUrl, reasoningModel);
  const agent = createAgent({
    model: reasoning,
    tools: [],
    responseFormat: toolStrategy(z.object({ rain: z.boolean() })),
    middleware: [
      turnwiseMiddleware({
        reasoning,
        execution: chatModel(simulator.baseUrl, executionModel),
        control: { share: 0 },
        rulesFirst: [{ reason: 'cheap', when: {}, allow: ['execution'] }],
        onTurn: (event) => events.push(event),
      }),
    ],
  });
  const { structuredResponse } = await agent.invoke({ messages: [{ role: 'user', content: 'Rain?' }] });
  expect(structuredResponse).toEqual({ rain: true });
  await expect.poll(() => events.length).toBe(1);
  expect(events[0]?.attempts.map(({ tier, verdict }) => [tier, verdict?.reason])).toEqual([['execution', undefined]]);
});
