import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { UpstreamHandler } from './call.ts';
import type { UpstreamFailure } from './failure.ts';
import { createUpstream, type UpstreamOptions } from './upstream.ts';

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(baseUrl: string, more: Partial<UpstreamOptions> = {}) {
  const upstream = createUpstream({ baseUrl, concurrency: 4, queue: 4, environment: {}, ...more });
  onTestFinished(() => upstream.close());
  return upstream;
}

const get = { method: 'GET', path: '/x', headers: [], body: undefined, timeoutMs: 5_000 };

type Outcome = { readonly status?: number; readonly body: string; readonly failure?: UpstreamFailure };

/** A handler that gathers everything, and the promise of the end. */
function gather(more: Partial<UpstreamHandler> = {}): {
  readonly handler: UpstreamHandler;
  readonly outcome: Promise<Outcome>;
} {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let status: number | undefined;
  let body = '';
  const known = () => (status === undefined ? { body } : { status, body });
  const handler: UpstreamHandler = {
    onHead: (head) => {
      status = head.status;
    },
    onChunk: (chunk) => {
      body += chunk.toString();
      return true;
    },
    onEnd: () => resolve(known()),
    onFailure: (failure) => resolve({ ...known(), failure }),
    ...more,
  };
  return { handler, outcome: promise };
}

describe('an upstream call', () => {
  test('keeps header names, order and repetition both ways', async () => {
    let seen: readonly string[] = [];
    const url = await listen(
      createServer((request, response) => {
        seen = request.rawHeaders;
        response.writeHead(200, ['X-One', '1', 'Set-Cookie', 'a', 'Set-Cookie', 'b', 'x-two', '2']).end('ok');
      }),
    );
    let received: readonly string[] = [];
    const { handler, outcome } = gather({
      onHead: (head) => {
        received = head.headers;
      },
    });
    open(url).send({ ...get, headers: ['X-B', '1', 'x-a', '2', 'X-B', '3'] }, handler);
    await outcome;
    expect(seen.join(' ')).toContain('X-B 1 x-a 2 X-B 3');
    expect(received.slice(0, 8)).toEqual(['X-One', '1', 'Set-Cookie', 'a', 'Set-Cookie', 'b', 'x-two', '2']);
  });

  test('waits for a slot, begins in turn, and is refused beyond the queue', async () => {
    const order: string[] = [];
    const url = await listen(
      createServer((request, response) => {
        order.push(request.url ?? '');
        setTimeout(() => response.end(), 5);
      }),
    );
    const upstream = open(url, { concurrency: 1, queue: 2 });
    const calls = ['/1', '/2', '/3', '/4'].map((path) => {
      const { handler, outcome } = gather();
      upstream.send({ ...get, path }, handler);
      return outcome;
    });
    expect(upstream.load()).toEqual({ active: 1, queued: 2 });
    const outcomes = await Promise.all(calls);
    expect(outcomes.map(({ failure }) => failure?.code)).toEqual([undefined, undefined, undefined, 'overloaded']);
    expect(order).toEqual(['/1', '/2', '/3']);
    expect(upstream.load()).toEqual({ active: 0, queued: 0 });
  });

  test('given up while waiting it never begins, and given up while running it frees its slot; neither hears more', async () => {
    const begun: string[] = [];
    const arrived = Promise.withResolvers<void>();
    const url = await listen(
      createServer((request) => {
        begun.push(request.url ?? '');
        arrived.resolve();
      }),
    );
    const upstream = open(url, { concurrency: 1 });
    const silent = gather({ onEnd: () => begun.push('end'), onFailure: () => begun.push('failure') });
    const running = upstream.send({ ...get, path: '/running' }, silent.handler);
    const waiting = upstream.send({ ...get, path: '/waiting' }, silent.handler);
    await arrived.promise;
    waiting.abort();
    running.abort();
    running.abort();
    expect(upstream.load()).toEqual({ active: 0, queued: 0 });
    expect(begun).toEqual(['/running']);
  });

  test('pauses when the handler asks, and goes on where it stopped', async () => {
    const text = 'x'.repeat(3_000_000);
    const url = await listen(createServer((_request, response) => void response.end(text)));
    let received = 0;
    const paused = Promise.withResolvers<void>();
    const { handler, outcome } = gather({
      onChunk: (chunk) => {
        received += chunk.length;
        paused.resolve();
        return false;
      },
    });
    const call = open(url).send(get, handler);
    await paused.promise;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(received).toBeLessThan(text.length);
    const resuming = setInterval(() => call.resume(), 0);
    await outcome;
    clearInterval(resuming);
    expect(received).toBe(text.length);
  });

  test.each<[string, (server: Server) => void, UpstreamFailure['code']]>([
    ['a broken connection', (server) => server.on('request', (_request, response) => response.destroy()), 'cut'],
    ['silence', (server) => server.on('request', () => undefined), 'timeout'],
  ])('tells %s', async (_title, prepare, code) => {
    const server = createServer();
    prepare(server);
    const { handler, outcome } = gather();
    open(await listen(server)).send({ ...get, timeoutMs: 150 }, handler);
    expect((await outcome).failure?.code).toBe(code);
  });
});

describe('proxies', () => {
  /** A forward proxy for plain HTTP, which is asked in absolute form; says which hosts it was asked for. */
  async function startProxy(): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.host ?? '');
      forward(request.url ?? '', { method: request.method }, (answer) => answer.pipe(response)).end();
    });
    return { url: await listen(server), asked };
  }

  test('calls go through HTTP_PROXY, and past it to a host in NO_PROXY', async () => {
    const url = await listen(createServer((_request, response) => void response.end('here')));
    const proxy = await startProxy();
    const through = gather();
    open(url, { environment: { HTTP_PROXY: proxy.url } }).send(get, through.handler);
    expect((await through.outcome).body).toBe('here');
    expect(proxy.asked).toEqual([new URL(url).host]);
    const past = gather();
    open(url, { environment: { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' } }).send(get, past.handler);
    expect((await past.outcome).body).toBe('here');
    expect(proxy.asked).toHaveLength(1);
  });
});
