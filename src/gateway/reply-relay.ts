import type { ServerResponse } from 'node:http';
import type { Send, UpstreamCall, UpstreamHandler } from '../attempt/index.ts';
import type { DeliveryEnd } from '../routing/index.ts';
import type { RawHeaders } from '../wire/index.ts';
import { toClientHeaders } from './headers.ts';
import { ReplyBody } from './reply-body.ts';

/** What may be watched while a reply passes. Nothing here can change it. */
export interface RelayWatch {
  /** Our response headers, asked for when the reply begins: only then is it known whose it is. */
  ours?(): RawHeaders;
  onHead?(status: number): void;
  onChunk?(): void;
}

/**
 * Makes a call and sends its reply to the client, byte for byte: a slow client slows upstream down, a client that
 * leaves ends the upstream call, a reply that breaks off is broken off here too and never closed politely.
 */
export function relay(send: Send, to: { response: ServerResponse; watch: RelayWatch }): Promise<DeliveryEnd> {
  const { response, watch } = to;
  return new Promise((resolve) => {
    let call: UpstreamCall | undefined;
    let over = false;
    const body = new ReplyBody(response, () => call?.resume());
    const finish = (end: DeliveryEnd) => {
      if (over) return;
      over = true;
      response.off('close', onClose);
      response.off('drain', body.onDrain);
      resolve(end);
    };
    const onClose = () => {
      call?.abort();
      finish({ kind: 'client_gone' });
    };
    const handler: UpstreamHandler = {
      onHead(head) {
        response.sendDate = false;
        response.writeHead(head.status, reasonOf(head.statusText), toClientHeaders(head.headers, watch.ours?.()));
        // The head usually arrives together with the first bytes and goes out with them; alone, it goes out now.
        setImmediate(() => {
          if (!over && !response.writableEnded) response.flushHeaders();
        });
        watch.onHead?.(head.status);
      },
      onChunk(chunk) {
        watch.onChunk?.();
        return body.take(chunk);
      },
      onEnd() {
        body.end();
        finish({ kind: 'complete' });
      },
      onFailure(failure) {
        const { headersSent } = response;
        body.flush();
        finish({ kind: 'failed', failure, headSent: headersSent });
        if (headersSent) breakOff(response);
      },
    };
    response.on('close', onClose);
    response.on('drain', body.onDrain);
    if (response.destroyed) return onClose();
    call = send(handler);
  });
}

/** The phrase as Latin-1, which is how it goes out; it came decoded as UTF-8, and a character beyond Latin-1 would throw. */
function reasonOf(statusText: string): string {
  return Buffer.from(statusText).toString('latin1');
}

/** Breaks the connection when all that upstream had sent is on its way: neither the head nor a byte is lost to the cut. */
function breakOff(response: ServerResponse): void {
  response.flushHeaders();
  if (response.socket === null) response.destroy();
  else response.socket.destroySoon();
}
