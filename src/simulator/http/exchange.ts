import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiError, errorBody, statusOf } from '../errors.ts';

/** One request, with its body once that has arrived, and the response to write. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  /** Sent as the `request-id` header and in error bodies. */
  readonly requestId: string;
}

/** Answers with JSON; headers set on the response before go out with it. */
export function sendJson(exchange: Exchange, status: number, json: string): void {
  const body = Buffer.from(json);
  exchange.response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  exchange.response.end(body);
}

/** Answers with an error in the API's shape. */
export function sendError(exchange: Exchange, error: ApiError): void {
  sendJson(exchange, statusOf(error), errorBody(error, exchange.requestId));
}
