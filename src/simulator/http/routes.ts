import { credentialOf } from '../prompt/request.ts';
import type { Simulation } from '../simulation.ts';
import { answerBatch, createBatch } from './batches-endpoint.ts';
import { answerCountTokens } from './count-tokens-endpoint.ts';
import { type Exchange, sendError, sendJson } from './exchange.ts';
import { answerMessages } from './messages-endpoint.ts';
import { answerModel, answerModels } from './models-endpoint.ts';

type Handler = (exchange: Exchange, simulation: Simulation) => void | Promise<void>;

interface Route {
  readonly methods: readonly string[];
  readonly handle: Handler;
  /** Answered without an API key. */
  readonly open?: boolean;
}

const emptyList = JSON.stringify({ data: [], has_more: false, first_id: null, last_id: null });

const routes: ReadonlyMap<string, Route> = new Map([
  ['/v1/messages', { methods: ['POST'], handle: answerMessages }],
  ['/v1/messages/count_tokens', { methods: ['POST'], handle: answerCountTokens }],
  [
    '/v1/messages/batches',
    {
      methods: ['GET', 'POST'],
      handle: (exchange, simulation) =>
        exchange.request.method === 'POST' ? createBatch(exchange, simulation) : sendJson(exchange, 200, emptyList),
    },
  ],
  ['/v1/models', { methods: ['GET'], handle: answerModels }],
  ['/api/hello', { methods: ['GET', 'HEAD'], handle: (exchange) => sendJson(exchange, 200, '{}'), open: true }],
] satisfies readonly (readonly [string, Route])[]);

function findRoute(path: string): Route | undefined {
  const [, batch, results] = /^\/v1\/messages\/batches\/([^/]+)(\/results)?$/.exec(path) ?? [];
  if (batch !== undefined) {
    const asked = { id: batch, results: results !== undefined };
    return { methods: ['GET'], handle: (exchange, simulation) => answerBatch(exchange, simulation, asked) };
  }
  const name = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1];
  if (name === undefined) return routes.get(path);
  return { methods: ['GET'], handle: (exchange) => answerModel(exchange, name) };
}

/** Answers a request: 404 for a path that is not there, 405 for the wrong method, 401 without a key, else its endpoint. */
export function answer(exchange: Exchange, simulation: Simulation): void | Promise<void> {
  const { request } = exchange;
  const [path = ''] = (request.url ?? '').split('?');
  const route = findRoute(path);
  if (route === undefined) return sendError(exchange, { type: 'not_found_error', message: 'Not Found' });
  if (!route.methods.includes(request.method ?? '')) {
    return sendError(exchange, { type: 'invalid_request_error', message: 'Method Not Allowed', status: 405 });
  }
  if (route.open !== true && credentialOf(request.headers) === undefined) {
    return sendError(exchange, { type: 'authentication_error', message: 'x-api-key header is required' });
  }
  return route.handle(exchange, simulation);
}
