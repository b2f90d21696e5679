import type { ReplyHead } from '../http/reply.ts';
import type { Fault } from './fault.ts';

/** One more header on the answer. */
export function addHeader(name: string, value: string): Fault {
  return changeHead((head) => ({ ...head, headers: [...head.headers, [name, value]] }));
}

/** Headers that are legal and seldom: bytes above ASCII, repeated, empty, long, in odd case; and a reason of its own. */
export const oddHeaders: Fault = changeHead((head) => ({
  ...head,
  reason: 'Sort of OK',
  headers: [
    ...head.headers,
    ['X-oDD-CaSe', 'kept'],
    ['x-odd-latin1', 'Gr\u00fc\u00dfe'],
    ['x-odd-utf8', Buffer.from('日本').toString('latin1')],
    ['x-odd-twice', 'one'],
    ['x-odd-twice', 'two, three'],
    ['set-cookie', 'a=1; Path=/'],
    ['set-cookie', 'b=2; Path=/'],
    ['x-odd-empty', ''],
    ['x-odd-long', 'long '.repeat(1_600).trim()],
  ],
}));

function changeHead(change: (head: ReplyHead) => ReplyHead): Fault {
  return { wrap: (reply) => ({ ...reply, begin: (head) => reply.begin(change(head)) }) };
}
