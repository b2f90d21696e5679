import { modelRetryMiddleware } from 'langchain';
import { turnwiseMiddleware } from '../../src/adapters/langchain/index.ts';
import { executionModel, reasoningModel } from '../conversations.ts';
import { chatModel, holdConversation } from '../holding/langchain.ts';
import type { Surface } from './surface.ts';

/** An agent of LangChain's with the middleware. Retries are those of LangChain's own middleware around it. */
export const langChain: Surface = {
  name: 'LangChain',
  async hold(scenario, { baseUrl, stream, retries, settings, onTurn }) {
    const reasoning = chatModel(baseUrl, reasoningModel);
    const execution = chatModel(baseUrl, executionModel);
    const middleware = [
      modelRetryMiddleware({ maxRetries: retries, initialDelayMs: 1, onFailure: 'error' }),
      turnwiseMiddleware({ reasoning, execution, ...settings, onTurn }),
    ];
    const replies = await holdConversation(scenario, { model: reasoning, middleware, stream, marks: false });
    return replies.map(({ text }) => text);
  },
  differs: { countedTwice: 1 },
};
