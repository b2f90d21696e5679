import { sendTo, type Upstream } from '../attempt/index.ts';
import type { Exchange } from './exchange.ts';
import { toUpstreamHeaders, type UpstreamHeaderChanges } from './headers.ts';
import { relay } from './reply-relay.ts';
import { answerFailure } from './upstream-failure.ts';

/** Forwards anything that is not a turn: method, path, query and body as they came, streamed both ways. */
export async function passThrough(
  exchange: Exchange,
  route: { readonly upstream: Upstream; readonly changes: UpstreamHeaderChanges; readonly timeoutMs: number },
): Promise<void> {
  const { request, response } = exchange;
  const headers = toUpstreamHeaders(request.rawHeaders, route.changes);
  const length = request.headers['content-length'];
  if (length !== undefined) headers.push('content-length', length);
  const hasBody = (length !== undefined && length !== '0') || request.headers['transfer-encoding'] !== undefined;
  const call = {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers,
    body: hasBody ? request : undefined,
    timeoutMs: route.timeoutMs,
  };
  const end = await relay(sendTo(route.upstream, call), { response, watch: {} });
  if (end.kind === 'failed' && !end.headSent) answerFailure(exchange, end.failure);
}
