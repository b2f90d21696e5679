import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as an upstream of a test received it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** An HTTP server that answers as a test says, byte by byte where that matters. Ended with the test. */
export async function startRawUpstream(
  answer: (response: ServerResponse, request: ReceivedRequest) => void | Promise<void>,
): Promise<{ readonly baseUrl: string; readonly received: readonly ReceivedRequest[]; openConnections(): number }> {
  const received: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    collect(request).then(
      (body) => {
        const { method = '', url = '', rawHeaders } = request;
        const one = { method, url, rawHeaders, body };
        received.push(one);
        return answer(response, one);
      },
      () => response.destroy(),
    );
  });
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    socket.once('close', () => {
      connections -= 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { baseUrl, received, openConnections: () => connections };
}

async function collect(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
