import { type Attempt, type AttemptEnd, given } from '../../core/index.ts';
import { createReplyObserver } from '../../wire/index.ts';
import type { UpstreamCall } from '../call.ts';
import type { PingRequest } from './held-requests.ts';

/** What came of sending one ping. */
export interface PingReply {
  readonly attempt: Attempt;
  /** Upstream's headers, as a raw list; empty when it did not answer. */
  readonly headers: readonly string[];
}

/** Where a ping goes in the books, and when to give it up. */
export interface PingOrder {
  readonly tier: string;
  readonly model: string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Replies to a ping are a few hundred bytes; what is larger is something else. */
const maxReplyBytes = 256 * 1024;

/** Sends a ping once. Never rejects, never retries; resolves at once when it is given up. */
export function sendPing(request: PingRequest, { tier, model, now, signal }: PingOrder): Promise<PingReply> {
  const startedAtMs = now();
  const observer = createReplyObserver({ stream: false, maxBytes: maxReplyBytes });
  let head: { readonly status: number; readonly headers: readonly string[] } | undefined;
  return new Promise((resolve) => {
    let call: UpstreamCall | undefined;
    const finish = (end: AttemptEnd) => {
      signal.removeEventListener('abort', giveUp);
      resolve({ attempt: attempt(end), headers: head?.headers ?? [] });
    };
    const giveUp = () => {
      call?.abort();
      finish('given_up');
    };
    const attempt = (end: AttemptEnd): Attempt => {
      const reply = observer.end();
      return {
        purpose: 'ping',
        tier,
        model,
        startedAtMs,
        durationMs: now() - startedAtMs,
        end: end === 'complete' ? endOf(head?.status, reply.complete) : end,
        ...given('status', head?.status),
        ...given('requestId', headerOf(head?.headers ?? [], 'request-id')),
        ...given('stopReason', reply.stopReason),
        ...given('usage', reply.usage),
        ...given('repliedModel', reply.model === model ? undefined : reply.model),
        ...given('errorType', reply.error?.type),
      };
    };
    signal.addEventListener('abort', giveUp, { once: true });
    call = request.upstream.send(
      {
        method: 'POST',
        path: request.path,
        headers: request.headers,
        body: request.body,
        timeoutMs: request.timeoutMs,
      },
      {
        onHead(received) {
          head = received;
        },
        onChunk(chunk) {
          observer.feed(chunk);
          return true;
        },
        onEnd: () => finish('complete'),
        onFailure: ({ code }) => finish(code === 'overloaded' ? 'unreachable' : code),
      },
    );
    if (signal.aborted) giveUp();
  });
}

function endOf(status: number | undefined, isWhole: boolean): AttemptEnd {
  if (status !== undefined && status >= 400) return 'upstream_error';
  return isWhole ? 'complete' : 'cut';
}

function headerOf(headers: readonly string[], lowerCaseName: string): string | undefined {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index]?.toLowerCase() === lowerCaseName) return headers[index + 1];
  }
  return undefined;
}
