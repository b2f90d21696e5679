import Anthropic from '@anthropic-ai/sdk';
import { turnwise } from '../../src/adapters/anthropic/index.ts';
import { holdConversation } from '../holding/sdk.ts';
import type { Surface } from './surface.ts';

/** The official SDK with the middleware. */
export const sdkMiddleware: Surface = {
  name: 'SDK middleware',
  facts: {
    door: '`turnwise/anthropic`',
    edits: 'in the bytes',
    stream: 'held',
    told: 'headers `x-turnwise-*`',
    keeping: 'yes',
    retries: 'the SDK’s',
  },
  differs: { errorUnread: true },
  async hold(scenario, { baseUrl, stream, retries, settings, onTurn, onText }) {
    const client = new Anthropic({
      baseURL: baseUrl,
      apiKey: 'sk-test',
      maxRetries: retries,
      middleware: [turnwise({ ...settings, onTurn })],
    });
    const replies = await holdConversation(scenario, { client, stream, onText });
    return replies.map(({ content }) => content.map((block) => (block.type === 'text' ? block.text : '')).join(''));
  },
};
