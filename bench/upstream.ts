/**
 * The scripted upstream, a process of its own: raw sockets, the same answer every time, nothing parsed but the length of
 * the request. The path says what is answered: `/v1/messages` a JSON reply, or, where the request asks for a stream by the
 * header `x-bench-stream: <events>,<gap in ms>`, that many events, each with the time it was sent.
 */
import { createServer, type Socket } from 'node:net';
import { type RawRequest, readRequests } from './raw-http.ts';

const reply = JSON.stringify({
  id: 'msg_bench',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-5-5',
  content: [{ type: 'text', text: 'It rains.' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 40, cache_creation_input_tokens: 0, cache_read_input_tokens: 900, output_tokens: 6 },
});
const jsonReply = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_bench\r\ncontent-length: ${Buffer.byteLength(reply)}\r\n\r\n${reply}`,
);
const streamHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nrequest-id: req_bench\r\ntransfer-encoding: chunked\r\n\r\n';
const messageStart = `event: message_start\ndata: {"type":"message_start","message":{"id":"msg_bench","model":"claude-haiku-5-5","usage":{"input_tokens":40,"output_tokens":1}}}\n\n`;
const messageEnd =
  'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":6}}\n\n' +
  'event: message_stop\ndata: {"type":"message_stop"}\n\n';

function answer(socket: Socket, request: RawRequest): void {
  const wanted = /\r\nx-bench-stream: (\d+),(\d+)/i.exec(request.head);
  if (wanted === null) socket.write(jsonReply);
  else stream(socket, { events: Number(wanted[1]), gapMs: Number(wanted[2]) });
}

function stream(socket: Socket, { events, gapMs }: { readonly events: number; readonly gapMs: number }): void {
  socket.write(streamHead + chunk(messageStart));
  if (gapMs === 0) {
    socket.write(`${Array.from({ length: events }, () => chunk(delta())).join('') + chunk(messageEnd)}0\r\n\r\n`);
    return;
  }
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    socket.write(chunk(delta()));
    if (sent < events) return;
    stop();
    socket.write(`${chunk(messageEnd)}0\r\n\r\n`);
  }, gapMs);
  const stop = () => {
    clearInterval(timer);
    socket.off('close', stop);
  };
  socket.once('close', stop);
}

/** A text event that carries the monotonic clock, in nanoseconds, which all processes of a machine share. */
function delta(): string {
  return `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"@${process.hrtime.bigint()}@"}}\n\n`;
}

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on(
    'data',
    readRequests((request) => answer(socket, request)),
  );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
process.once('disconnect', () => process.exit(0));
