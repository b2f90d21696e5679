import { randomUUID } from 'node:crypto';
import Anthropic from '@anthropic-ai/sdk';
import { createUpstream } from '../../src/attempt/index.ts';
import { createAccess, startGateway } from '../../src/gateway/index.ts';
import { compilePolicy, parseSettings } from '../../src/index.ts';
import { KnowledgeBase } from '../../src/knowledge/index.ts';
import { createRoutingContext } from '../../src/routing/index.ts';
import { holdConversation } from '../holding/sdk.ts';
import type { Holding, Surface } from './surface.ts';

/** The official SDK, pointed at a gateway. */
export const gateway: Surface = {
  name: 'gateway',
  facts: {
    door: '`turnwise serve`',
    edits: 'in the bytes',
    stream: 'held',
    told: 'headers `x-turnwise-*`',
    keeping: 'yes',
    retries: 'the client’s',
  },
  async hold(scenario, holding) {
    const { url, close } = await started(holding);
    const client = new Anthropic({ baseURL: url, apiKey: 'sk-test', maxRetries: holding.retries });
    const replies = await holdConversation(scenario, { client, stream: holding.stream, onText: holding.onText });
    await close();
    return replies.map(({ content }) => content.map((block) => (block.type === 'text' ? block.text : '')).join(''));
  },
};

function onProblem({ message }: { readonly message: string }): never {
  throw new Error(message);
}

async function started({ baseUrl, settings: input, onTurn }: Holding) {
  const parsed = parseSettings(input);
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (!parsed.ok || !compiled.ok || !('policy' in compiled)) throw new Error(JSON.stringify(compiled));
  const live = { settings: parsed.settings, policy: compiled.policy, mode: 'route' as const };
  const createId = () => randomUUID();
  const context = createRoutingContext({
    live: () => live,
    salt: 'conformance',
    knowledge: new KnowledgeBase({ createId }),
    sinks: [{ name: 'conformance', tell: onTurn }],
    now: () => performance.timeOrigin + performance.now(),
    createId,
    onProblem,
  });
  const upstream = createUpstream({ baseUrl, concurrency: 8, queue: 8, environment: {} });
  const server = await startGateway(
    {
      ...context,
      onProblem,
      live: () => live,
      upstream,
      access: createAccess({ tokens: [] }),
      instanceId: 'conformance',
    },
    { host: '127.0.0.1', port: 0, routes: [], tokens: [] },
  );
  return {
    url: server.url,
    async close() {
      await server.drain();
      await upstream.close();
    },
  };
}
