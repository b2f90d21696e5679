import { describe, expect, test } from 'vitest';
import { startTestGateway } from './gateway.fixture.ts';
import { rawRequest, splitHeaders, turnBody } from './raw-client.fixture.ts';
import { startTcpUpstream } from './tcp-upstream.fixture.ts';

type Ending = 'open' | 'end' | 'reset';

interface Oddity {
  readonly title: string;
  /** The answer, sent in one write; each string as Latin-1. */
  readonly bytes: string;
  /** What becomes of the connection then; default: it stays open. */
  readonly ending?: Ending;
  readonly method?: string;
}

const json = '{"id":"msg_1","type":"message","usage":{"input_tokens":3,"output_tokens":1}}';
const event = 'event: ping\ndata: {"type":"ping"}\n\n';
const lines = (...all: readonly string[]) => `${all.join('\r\n')}\r\n\r\n`;
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const whole = lines('HTTP/1.1 200 OK', 'Content-Type: application/json', `Content-Length: ${json.length}`) + json;
const streaming = lines('HTTP/1.1 200 OK', 'Content-Type: text/event-stream', 'Transfer-Encoding: chunked');

/** Answers that HTTP allows, and connections that end in every way, each as one packet so that nothing comes between. */
const oddities: readonly Oddity[] = [
  { title: 'an interim 102', bytes: lines('HTTP/1.1 102 Processing') + whole },
  { title: 'early hints, twice', bytes: lines('HTTP/1.1 103 Early Hints', 'Link: </a>').repeat(2) + whole },
  { title: 'a response to HEAD with a length', bytes: lines('HTTP/1.1 200 OK', 'Content-Length: 99'), method: 'HEAD' },
  {
    title: 'a chunked response to HEAD',
    bytes: lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'X-A: 1'),
    method: 'HEAD',
  },
  { title: '204', bytes: lines('HTTP/1.1 204 No Content', 'X-A: 1') },
  { title: '304 with a length', bytes: lines('HTTP/1.1 304 Not Modified', 'Content-Length: 12', 'ETag: "a"') },
  { title: 'an empty body', bytes: lines('HTTP/1.1 200 OK', 'Content-Length: 0') },
  { title: 'a body that ends with the connection', bytes: lines('HTTP/1.1 200 OK') + json, ending: 'end' },
  { title: 'HTTP/1.0', bytes: lines('HTTP/1.0 200 OK', 'Content-Type: text/plain') + json, ending: 'end' },
  { title: 'no reason phrase', bytes: `${lines('HTTP/1.1 200', 'Content-Length: 2')}{}` },
  { title: 'a reason phrase in UTF-8', bytes: `${lines('HTTP/1.1 200 \xc3\xa7a va', 'Content-Length: 2')}{}` },
  { title: 'a status of its own', bytes: `${lines('HTTP/1.1 599 What', 'Content-Length: 2')}{}` },
  {
    title: 'header values in Latin-1',
    bytes: `${lines('HTTP/1.1 200 OK', 'X-A: Gr\xfc\xdfe', 'Content-Length: 2')}{}`,
  },
  {
    title: 'headers in any case, repeated and empty',
    bytes:
      lines('HTTP/1.1 200 OK', 'x-A: 1', 'X-a: 2', 'SET-COOKIE: a', 'set-cookie: b', 'X-E:', 'Content-Length: 2') +
      '{}',
  },
  {
    title: 'very large headers',
    bytes: `${lines(
      'HTTP/1.1 200 OK',
      ...Array.from({ length: 30 }, (_, n) => `X-Big-${n}: ${'x'.repeat(2000)}`),
      'Content-Length: 2',
    )}{}`,
  },
  {
    title: 'more headers than anyone sends',
    bytes: `${lines('HTTP/1.1 200 OK', ...Array.from({ length: 1500 }, (_, n) => `X-${n}: ${n}`), 'Content-Length: 2')}{}`,
  },
  { title: 'chunk extensions', bytes: `${streaming}${(event.length).toString(16)};a=b\r\n${event}\r\n0\r\n\r\n` },
  { title: 'a body with trailers', bytes: `${streaming}${chunk(event)}0\r\nX-Sum: 1\r\n\r\n` },
  { title: 'no Date', bytes: whole },
  { title: 'head and connection end at once', bytes: streaming, ending: 'end' },
  { title: 'head and reset at once', bytes: streaming, ending: 'reset' },
  { title: 'head, event and end at once', bytes: streaming + chunk(event), ending: 'end' },
  { title: 'head, event and reset at once', bytes: streaming + chunk(event), ending: 'reset' },
  { title: 'a head and then no chunk', bytes: `${streaming}zz\r\n` },
  { title: 'an event and then no chunk', bytes: `${streaming}${chunk(event)}zz\r\n` },
  { title: 'half a chunk and end', bytes: `${streaming}${(99).toString(16)}\r\n${event}`, ending: 'end' },
  {
    title: 'a shorter body than declared',
    bytes: lines('HTTP/1.1 200 OK', 'Content-Length: 90') + json,
    ending: 'end',
  },
  { title: 'half a head', bytes: 'HTTP/1.1 200 OK\r\nContent-Ty', ending: 'end' },
  { title: 'nothing, and a reset', bytes: '', ending: 'reset' },
  { title: 'no HTTP at all', bytes: 'hello\r\n\r\n', ending: 'end' },
];

describe.each(['route', 'observe'])('in %s', (mode) => {
  test.each(oddities)('$title reaches the client as it is', async ({ bytes, ending = 'open', method = 'POST' }) => {
    const upstream = await startTcpUpstream((socket) => {
      socket.write(Buffer.from(bytes, 'latin1'));
      if (ending === 'reset') socket.resetAndDestroy();
      if (ending === 'end') socket.end();
    });
    const gateway = await startTestGateway({ baseUrl: upstream.baseUrl, settings: { mode } });
    const request = method === 'POST' ? { method, body: turnBody({ stream: true }) } : { method };
    const bare = await rawRequest({ ...request, url: `${upstream.baseUrl}/v1/messages` });
    const through = await rawRequest({ ...request, url: `${gateway.url}/v1/messages` });
    expect({ ...through, headers: splitHeaders(through.headers).theirs }).toEqual(bare);
    expect(gateway.problems).toEqual([]);
  });
});

test("what upstream sends beyond a reply's length is never the next client's reply", async () => {
  const upstream = await startTcpUpstream((socket, request) => {
    const isFirst = request.includes('first');
    socket.write(isFirst ? `${whole}HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray` : whole);
  });
  const gateway = await startTestGateway({ baseUrl: upstream.baseUrl });
  const send = (system: string) => rawRequest({ url: `${gateway.url}/v1/messages`, body: turnBody({ system }) });
  const bodies = [await send('first'), await send('second'), await send('third')].map(({ body }) => body.toString());
  expect(bodies).toEqual([json, json, json]);
});

test('very large headers of a client reach upstream', async () => {
  const upstream = await startTcpUpstream((socket) => void socket.write(whole));
  const gateway = await startTestGateway({ baseUrl: upstream.baseUrl });
  const large = { 'x-large': 'y'.repeat(60_000) };
  const reply = await rawRequest({ url: `${gateway.url}/v1/messages`, headers: large, body: turnBody() });
  expect(reply.status).toBe(200);
  expect(upstream.received[0]).toContain(large['x-large']);
});

test.each([
  ['declared', { 'content-length': String(3 * 1024 * 1024) }],
  ['not declared', { 'transfer-encoding': 'chunked' }],
])('a client still sending a body that is too large, %s, gets to see the 413', async (_title, headers) => {
  const upstream = await startTcpUpstream((socket) => void socket.write(whole));
  const gateway = await startTestGateway({ baseUrl: upstream.baseUrl, settings: { limits: { bodyMiB: 1 } } });
  const body = Buffer.alloc(3 * 1024 * 1024, ' ');
  const replies = Array.from({ length: 5 }, () => rawRequest({ url: `${gateway.url}/v1/messages`, headers, body }));
  expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([413, 413, 413, 413, 413]);
  expect(upstream.received).toEqual([]);
});
