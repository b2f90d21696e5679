import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../simulator.ts';
import { post, started } from '../test-client.fixture.ts';

const ask = { model: 'claude-sonnet-5-5', max_tokens: 100, messages: [{ role: 'user', content: 'Is it?' }] };

/** Everything that comes back on a connection until it ends, in Latin-1. */
function everything(simulator: Simulator, fault: string, stream: boolean): Promise<string> {
  const body = JSON.stringify({ ...ask, stream });
  const head = [
    'POST /v1/messages HTTP/1.1',
    'host: x',
    'x-api-key: k',
    'connection: close',
    `x-simulator-fault: ${fault}`,
  ];
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(simulator.port, '127.0.0.1', () =>
      socket.write([...head, `content-length: ${body.length}`, '', body].join('\r\n')),
    );
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(text));
  });
}

/** The body and the head of what came back; a chunked body is put together as far as it goes. */
function split(text: string): { readonly head: string; readonly body: string; readonly ended: boolean } {
  const end = text.indexOf('\r\n\r\n') + 4;
  const [head, rest] = [text.slice(0, end), text.slice(end)];
  if (!/transfer-encoding: chunked/i.test(head)) return { head, body: rest, ended: true };
  let body = '';
  for (let at = 0; at < rest.length; ) {
    const start = rest.indexOf('\r\n', at) + 2;
    const size = Number.parseInt(rest.slice(at, start), 16);
    if (size === 0) return { head, body, ended: true };
    body += rest.slice(start, start + size);
    at = start + size + 2;
  }
  return { head, body, ended: false };
}

/** The same answer without a fault: another simulator with the same seed. */
async function both(fault: string, stream = true) {
  const plain = split(await everything(await started(), 'slow-first-byte=0', stream));
  const faulty = await everything(await started(), fault, stream);
  return { plain: plain.body, text: faulty, ...split(faulty) };
}

const typesOf = (body: string) => [...body.matchAll(/^event: (.*)$/gm)].map(([, type]) => type);

describe('an answer in place of the model’s', () => {
  it.each([
    ['400', 'invalid_request_error'],
    ['402', 'billing_error'],
    ['409', 'conflict_error'],
    ['429', 'rate_limit_error'],
    ['500', 'api_error'],
    ['504', 'timeout_error'],
    ['529', 'overloaded_error'],
  ])('%s is an error in the API’s shape, with the headers asked for', async (status, type) => {
    const simulator = await started();
    const fault = { 'x-simulator-fault': `${status}; retry-after=2; x-should-retry=false` };
    const response = await post(simulator, ask, fault);
    expect(response.status).toBe(Number(status));
    expect(response.headers.get('retry-after')).toBe('2');
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(await response.json()).toMatchObject({ error: { type }, request_id: response.headers.get('request-id') });
    expect(simulator.billed).toEqual([]);
  });

  it('502 is a page of a load balancer', async () => {
    const response = await post(await started(), ask, { 'x-simulator-fault': '502' });
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html; charset=UTF-8']);
  });

  it('garbage is 200 and neither UTF-8 nor JSON', async () => {
    const response = await post(await started(), ask, { 'x-simulator-fault': 'garbage' });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.status).toBe(200);
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
  });

  it('that is asked for wrongly is a 400 that says so', async () => {
    const response = await post(await started(), ask, { 'x-simulator-fault': 'cut-at=soon' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('needs a whole number');
  });
});

describe('faults in the events of a stream', () => {
  it('error-event=N: N events, an error, the end', async () => {
    const { body, plain, ended } = await both('error-event=3');
    expect(typesOf(body)).toEqual([...typesOf(plain).slice(0, 3), 'error']);
    expect(ended).toBe(true);
  });

  it('no-message-stop: all but the last, and a polite end', async () => {
    const { body, plain, ended } = await both('no-message-stop');
    expect(body).toBe(plain.slice(0, plain.indexOf('event: message_stop')));
    expect(ended).toBe(true);
  });

  it('ping-flood=N: so many pings more', async () => {
    const { body, plain } = await both('ping-flood=500');
    expect(typesOf(body).length).toBe(typesOf(plain).length + 500);
  });

  it('unknown-event: what is known stays, and there is more', async () => {
    const { body, plain } = await both('unknown-event');
    expect(typesOf(body)).toContain('mood_delta');
    expect(typesOf(body).filter((type) => type !== 'mood_delta')).toEqual(typesOf(plain));
  });

  it('duplicate-usage: cumulative usage three times, never more than at the end', async () => {
    const { body } = await both('duplicate-usage');
    const counts = [...body.matchAll(/"output_tokens":(\d+)/g)].map(([, count]) => Number(count)).slice(-3);
    expect(counts).toEqual([Math.floor((counts[2] ?? 0) / 2), counts[2], counts[2]]);
  });
});

describe('faults of the encoding and the head', () => {
  it.each([
    ['gzip', 'gzip', gunzipSync],
    ['br', 'br', brotliDecompressSync],
    ['zstd', 'zstd', zstdDecompressSync],
    ['deflate', 'deflate', inflateSync],
    ['deflate-raw', 'deflate', inflateRawSync],
  ])('%s: the answer, compressed', async (fault, name, decompress) => {
    for (const stream of [true, false]) {
      const { head, body, plain } = await both(fault, stream);
      expect(head).toContain(`content-encoding: ${name}\r\n`);
      expect(decompress(Buffer.from(body, 'latin1')).toString('latin1')).toBe(plain);
    }
  });

  it.each([
    ['short', (length: number) => Math.floor(length / 2)],
    ['long', (length: number) => length + 10],
  ])('wrong-content-length=%s: all bytes, under a wrong length', async (kind, declared) => {
    const { head, body, plain } = await both(`wrong-content-length=${kind}`);
    expect(head).toContain(`content-length: ${declared(plain.length)}\r\n`);
    expect(body).toBe(plain);
  });

  it('odd-headers: bytes above ASCII, repeated, empty, long, in odd case, and a reason of its own', async () => {
    const { head, body, plain } = await both('odd-headers');
    expect(head).toMatch(/^HTTP\/1\.1 200 Sort of OK\r\n/);
    expect(head).toContain('\r\nX-oDD-CaSe: kept\r\nx-odd-latin1: Gr\xfc\xdfe\r\n');
    expect(head.match(/set-cookie/g)).toHaveLength(2);
    expect(body).toBe(plain);
  });
});

describe('faults of the connection', () => {
  it.each([0, 1, 200])('cut-at=%i: so many bytes of the body, and none of the head with 0', async (bytes) => {
    for (const stream of [true, false]) {
      const { text, body, plain } = await both(`cut-at=${bytes}`, stream);
      expect(bytes === 0 ? text : body).toBe(plain.slice(0, bytes));
    }
  });

  it('cut-after-head and cut-in-head=N: the head, or so much of it', async () => {
    const { text, head } = await both('cut-after-head');
    expect([text, head.endsWith('\r\n\r\n')]).toEqual([head, true]);
    expect((await both('cut-in-head=20')).text).toBe('HTTP/1.1 200 OK\r\nreq');
  });

  it('gzip; cut-at=N counts what is sent, not what was meant', async () => {
    const { body, head } = await both('cut-at=12; gzip');
    expect([body.length, head.includes('gzip')]).toEqual([12, true]);
  });

  it('reset-at=N: so many bytes, and a reset', async () => {
    const { body, plain } = await both('reset-at=40');
    expect(body).toBe(plain.slice(0, 40));
  });

  it.each(['hang', 'hang-after=0', 'hang-after=50'])('%s: the client has to leave', async (fault) => {
    const simulator = await started();
    const leaving = AbortSignal.timeout(80);
    const headers = { 'x-api-key': 'k', 'x-simulator-fault': fault };
    const request = { method: 'POST', headers, body: JSON.stringify({ ...ask, stream: true }), signal: leaving };
    const reading = fetch(`${simulator.baseUrl}/v1/messages`, request).then((response) => response.text());
    await expect(reading).rejects.toThrow('timeout');
  });
});

describe('whom a fault meets', () => {
  it('times=N: the first N tries of a call of the SDK', async () => {
    const simulator = await started();
    const statuses = [];
    for (const tries of ['0', '1', '2']) {
      const headers = { 'x-simulator-fault': '529; times=2', 'x-stainless-retry-count': tries };
      statuses.push((await post(simulator, ask, headers)).status);
    }
    expect(statuses).toEqual([529, 529, 200]);
  });

  it('the simulator may choose; a request that asks for one itself gets that', async () => {
    const simulator = await started({ fault: ({ stream }) => (stream ? '500' : undefined) });
    expect((await post(simulator, { ...ask, stream: true })).status).toBe(500);
    expect((await post(simulator, ask)).status).toBe(200);
    expect((await post(simulator, { ...ask, stream: true }, { 'x-simulator-fault': '429' })).status).toBe(429);
  });
});
