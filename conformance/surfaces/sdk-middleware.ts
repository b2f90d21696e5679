import Anthropic from '@anthropic-ai/sdk';
import { turnwise } from '../../src/adapters/anthropic/index.ts';
import { holdConversation } from '../holding/sdk.ts';
import type { Surface } from './surface.ts';

/** The official SDK with the middleware. */
export const sdkMiddleware: Surface = {
  name: 'SDK middleware',
  async hold(scenario, { baseUrl, stream, retries, settings, onTurn }) {
    const client = new Anthropic({
      baseURL: baseUrl,
      apiKey: 'sk-test',
      maxRetries: retries,
      middleware: [turnwise({ ...settings, onTurn })],
    });
    const replies = await holdConversation(scenario, { client, stream });
    return replies.map(({ content }) => content.map((block) => (block.type === 'text' ? block.text : '')).join(''));
  },
};
