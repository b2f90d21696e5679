/**
 * The floor under any gateway in Node: `node:http` in front, undici's `dispatch` behind, nothing parsed, nothing recorded.
 * It stands for the row "undici dispatch, no parse" of the published floors, and tells how far this run is comparable.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';

const pool = new Pool(process.argv[2] ?? '', { connections: 64, pipelining: 1 });
const ofTheConnection = ['host', 'content-length', 'connection', 'transfer-encoding'];

function relay({ url = '/', rawHeaders }: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: () => undefined,
    onResponseStart: (_controller, status, headers) => void response.writeHead(status, headers),
    onResponseData: (_controller, chunk) => void response.write(chunk),
    onResponseEnd: () => void response.end(),
    onResponseError: () => response.destroy(),
  };
  const headers = rawHeaders.filter((_, index, all) => {
    const name = all[index - (index % 2)] ?? '';
    return !ofTheConnection.includes(name.toLowerCase());
  });
  pool.dispatch({ path: url, method: 'POST', headers, body }, handler);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const [only] = chunks;
    relay(request, response, chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
process.once('disconnect', () => process.exit(0));
