import type { Fault } from './fault.ts';

/** Bytes that are neither UTF-8 nor JSON nor server-sent events. */
const bytes = Buffer.concat([
  Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3]),
  Buffer.from('data\r{"<html>'),
  Buffer.alloc(9),
]);

/** The answer is 200, with the usual type, and its bytes mean nothing. */
export const garbage: Fault = {
  async instead(reply, { stream }) {
    const contentType = stream ? 'text/event-stream; charset=utf-8' : 'application/json';
    await reply.begin({ status: 200, headers: [['content-type', contentType]] });
    await reply.write(bytes);
    await reply.end();
  },
};
