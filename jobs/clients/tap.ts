import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { errorAnswer, type Fault, leftOf } from './faults.ts';

/** One call as it came out of a client, or out of the gateway. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** Of the answer; set once it has begun. */
  requestId?: string;
  status?: number;
}

/** A listener before an upstream that keeps every call and lets planned ones fail. */
export interface Tap {
  readonly baseUrl: string;
  readonly calls: readonly Call[];
  close(): Promise<void>;
}

/** Starts a tap. `faults` are played on the calls to `/v1/messages` in order of arrival; a hole lets its call pass. */
export async function startTap(upstream: string, faults: readonly (Fault | undefined)[]): Promise<Tap> {
  const calls: Call[] = [];
  let turns = 0;
  const server = createServer((request, response) => {
    collect(request).then(
      (body) => {
        const { method = 'GET', url: path = '/', rawHeaders } = request;
        const call: Call = { method, path, rawHeaders, body };
        calls.push(call);
        const fault = method === 'POST' && /^\/v1\/messages(\?|$)/.test(path) ? faults[turns++] : undefined;
        answer({ call, place: calls.length, response, upstream, fault });
      },
      () => response.destroy(),
    );
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Passing {
  readonly call: Call;
  /** Its number among the calls of the tap. */
  readonly place: number;
  readonly response: ServerResponse;
  readonly upstream: string;
  readonly fault: Fault | undefined;
}

function answer({ call, place, response, upstream, fault }: Passing): void {
  if (fault?.kind === 'error') {
    const requestId = `req_fault_${place}`;
    const { status, headers, body } = errorAnswer(fault, requestId);
    call.requestId = requestId;
    call.status = status;
    response.writeHead(status, headers).end(body);
    return;
  }
  const { method, rawHeaders, body } = call;
  const passed = send(new URL(call.path, upstream), { method, headers: [...rawHeaders] }, (reply) => {
    call.status = reply.statusCode ?? 0;
    const id = reply.headers['request-id'];
    if (typeof id === 'string') call.requestId = id;
    response.writeHead(call.status, reply.rawHeaders);
    if (fault === undefined) reply.pipe(response);
    else
      collect(reply).then(
        (whole) => fail(response, whole, fault),
        () => response.destroy(),
      );
  });
  passed.on('error', () => response.destroy());
  response.on('close', () => passed.destroy());
  passed.end(body);
}

/** Sends what is left. Before a cut the client is given time to take it in: what it has queued when its stream breaks is lost. */
function fail(response: ServerResponse, whole: Buffer, fault: Exclude<Fault, { kind: 'error' }>): void {
  const left = leftOf(whole.toString(), fault);
  if (fault.kind === 'error-event') response.end(left);
  else response.write(left, () => setTimeout(() => response.destroy(), cutAfterMs));
}

const cutAfterMs = 500;

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
