import type Anthropic from '@anthropic-ai/sdk';
import { turnwise } from '../../adapters/anthropic/index.ts';
import type { Seat } from './assistant.ts';
import type { Stage } from './stage.ts';

/** What may route the turns of the demo, by the name it is asked for with. */
export const surfaces = ['gateway', 'agent', 'sdk'] as const;
export type Surface = (typeof surfaces)[number];

/** How each is named in a sentence. */
export const surfaceNames: Readonly<Record<Surface, string>> = {
  gateway: 'through the gateway',
  agent: 'routed by the agent loop itself',
  sdk: 'routed by the middleware of the SDK',
};

/** Nobody is in the control group. */
const control = { share: 0 };

/** The seat of the assistant whose turns are routed. */
export function routedSeat(through: Surface, stage: Stage, Client: typeof Anthropic): Seat {
  const { apiKey, gatewayUrl, upstreamUrl, sinks, onProblem } = stage;
  const onTrouble = ({ message }: { readonly message: string }) => onProblem(message);
  switch (through) {
    case 'gateway':
      return { client: new Client({ apiKey, baseURL: gatewayUrl }), routing: { mode: 'off' } };
    case 'sdk': {
      const middleware = [turnwise({ control, sinks, onProblem: onTrouble })];
      return { client: new Client({ apiKey, baseURL: upstreamUrl, middleware }), routing: { mode: 'off' } };
    }
    case 'agent':
      return {
        client: new Client({ apiKey, baseURL: upstreamUrl }),
        routing: { control, sinks, onProblem: onTrouble },
      };
    default:
      return through satisfies never;
  }
}

/** The seat of the one that always asks the reasoning model. */
export function directSeat({ apiKey, upstreamUrl }: Stage, Client: typeof Anthropic): Seat {
  return { client: new Client({ apiKey, baseURL: upstreamUrl }), routing: { mode: 'off' } };
}
