import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Send, UpstreamHandler } from '../attempt/index.ts';
import { relay } from './reply-relay.ts';

/** A call whose reply a test tells by hand. */
function manualCall(): { readonly send: Send; handler(): UpstreamHandler } {
  let given: UpstreamHandler | undefined;
  const send: Send = (handler) => {
    given = handler;
    return { abort: () => undefined, resume: () => undefined };
  };
  return {
    send,
    handler() {
      if (given === undefined) throw new Error('nothing was sent');
      return given;
    },
  };
}

const head = { status: 200, statusText: 'OK', headers: ['content-type', 'text/plain', 'content-length', '100000000'] };
const failure = { code: 'cut', message: 'the connection to upstream broke' } as const;

/** Serves one request by a hand-told reply; resolves with what a client gets that reads only when all is told. */
async function replyTo(
  tell: (handler: UpstreamHandler) => void,
): Promise<{ readonly text: string; readonly end: unknown }> {
  const { send, handler } = manualCall();
  const ended = Promise.withResolvers<unknown>();
  const server = createServer((_request, response) => {
    relay(send, { response, watch: {} }).then(ended.resolve);
    tell(handler());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  let text = '';
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  client.on('data', (chunk) => {
    text += chunk.toString();
  });
  const end = await ended.promise;
  client.resume();
  await new Promise((resolve) => client.once('close', resolve));
  return { text, end };
}

test('a client that has not read yet still gets every byte that came before the cut', async () => {
  let body = '';
  const { text, end } = await replyTo((handler) => {
    handler.onHead(head);
    for (let hasRoom = true; hasRoom; ) {
      const chunk = 'x'.repeat(50_000);
      hasRoom = handler.onChunk(Buffer.from(chunk));
      body += chunk;
    }
    handler.onFailure(failure);
  });
  expect(end).toEqual({ kind: 'failed', failure, headSent: true });
  expect(text.slice(text.indexOf('\r\n\r\n') + 4).length).toBe(body.length);
});

test('a head that is followed by a cut at once still reaches the client', async () => {
  const { text } = await replyTo((handler) => {
    handler.onHead(head);
    handler.onFailure(failure);
  });
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\ncontent-type: text\/plain\r\n/);
});
