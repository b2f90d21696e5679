import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ReplyBody } from './reply-body.ts';

/** Answers one request by hand; resolves with what a client gets, less the head. */
async function replyWith(tell: (response: ServerResponse) => Promise<void>): Promise<string> {
  const server = createServer((_request, response) => void tell(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  let text = '';
  for await (const chunk of client) text += chunk;
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

const nextTurnOfTheLoop = () => new Promise(setImmediate);

test('what comes within one tick goes out in one piece, in its order', async () => {
  const text = await replyWith(async (response) => {
    const body = new ReplyBody(response, () => undefined);
    for (const part of ['a', 'b', 'c']) body.take(Buffer.from(part));
    await nextTurnOfTheLoop();
    body.take(Buffer.from('d'));
    await nextTurnOfTheLoop();
    body.take(Buffer.from('e'));
    body.end();
  });
  expect(text).toBe('3\r\nabc\r\n1\r\nd\r\n1\r\ne\r\n0\r\n\r\n');
});

test('a full reply asks for a pause, and says so when there is room again', async () => {
  const told: string[] = [];
  const text = await replyWith(async (response) => {
    const body = new ReplyBody(response, () => told.push('room'));
    response.on('drain', body.onDrain);
    const full = Buffer.alloc(response.writableHighWaterMark, 'x');
    told.push(String(body.take(Buffer.from('x'))), String(body.take(full)), String(body.take(full)));
    while (!told.includes('room')) await nextTurnOfTheLoop();
    told.push(String(body.take(Buffer.from('y'))));
    body.end();
  });
  expect(told).toEqual(['true', 'false', 'false', 'room', 'true']);
  expect(text.endsWith('1\r\ny\r\n0\r\n\r\n')).toBe(true);
});

test('what waits is sent before a cut', async () => {
  const text = await replyWith(async (response) => {
    const body = new ReplyBody(response, () => undefined);
    body.take(Buffer.from('last words'));
    body.flush();
    response.socket?.destroySoon();
  });
  expect(text).toBe('a\r\nlast words\r\n');
});
