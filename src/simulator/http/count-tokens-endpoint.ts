import { layOut } from '../prompt/prefix.ts';
import { type Exchange, sendError, sendJson } from './exchange.ts';
import { readBody } from './messages-endpoint.ts';

/** Answers `POST /v1/messages/count_tokens` with the count that the same prompt is billed for. */
export function answerCountTokens(exchange: Exchange): void {
  const read = readBody(exchange, 'count_tokens');
  if ('error' in read) sendError(exchange, read.error);
  else sendJson(exchange, 200, JSON.stringify({ input_tokens: layOut(read.value).totalTokens }));
}
