import { modelRetryMiddleware } from 'langchain';
import { turnwiseMiddleware } from '../../src/adapters/langchain/index.ts';
import { executionModel, reasoningModel } from '../conversations.ts';
import { chatModel, holdConversation } from '../holding/langchain.ts';
import type { Surface } from './surface.ts';

/** An agent of LangChain's with the middleware. Retries are those of LangChain's own middleware around it. */
export const langChain: Surface = {
  name: 'LangChain',
  facts: {
    door: '`turnwise/langchain`',
    edits: 'effort, betas, region, `cache_control`; else each chat model’s own settings',
    stream: 'seen as it comes',
    told: '`response_metadata.turnwise`',
    keeping: 'no',
    retries: 'those of middleware around it; a chat model’s own stay inside a turn',
  },
  async hold(scenario, { baseUrl, stream, retries, settings, onTurn, onText }) {
    const reasoning = chatModel(baseUrl, reasoningModel);
    const execution = chatModel(baseUrl, executionModel);
    const middleware = [
      modelRetryMiddleware({ maxRetries: retries, initialDelayMs: 1, onFailure: 'error' }),
      turnwiseMiddleware({ reasoning, execution, ...settings, onTurn }),
    ];
    const replies = await holdConversation(scenario, { model: reasoning, middleware, stream, onText, marks: false });
    return replies.map(({ text }) => text);
  },
  differs: { countedTwice: 1 },
};
