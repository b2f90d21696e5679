import { compress } from './compress.ts';
import { wrongContentLength } from './content-length.ts';
import { cutAfterHead, cutAt, cutHead, resetAt } from './cut.ts';
import type { Fault } from './fault.ts';
import { garbage } from './garbage.ts';
import { hang, hangAfter, slowFirstByte } from './hang.ts';
import { addHeader, oddHeaders } from './headers.ts';
import { errorStatuses, statusError } from './status-error.ts';
import { duplicateUsage, errorEvent, noMessageStop, pingFlood, unknownEvent } from './stream-events.ts';

/** A fault that can be asked for by name. */
export interface FaultKind {
  readonly name: string;
  /** What may follow the `=`: nothing, a whole number, any text, or one of these words. */
  readonly takes: 'nothing' | 'count' | 'text' | readonly string[];
  readonly make: (value: string) => Fault;
}

const plain = (name: string, fault: Fault): FaultKind => ({ name, takes: 'nothing', make: () => fault });
const counted = (name: string, make: (count: number) => Fault): FaultKind => ({
  name,
  takes: 'count',
  make: (value) => make(Number(value)),
});
const header = (name: string): FaultKind => ({ name, takes: 'text', make: (value) => addHeader(name, value) });

/** All faults, in the order in which an answer meets them on its way from the model to the wire. */
export const faultKinds: readonly FaultKind[] = [
  ...errorStatuses.map((status) => plain(status, statusError(status))),
  plain('garbage', garbage),
  counted('error-event', errorEvent),
  plain('no-message-stop', noMessageStop),
  counted('ping-flood', pingFlood),
  plain('unknown-event', unknownEvent),
  plain('duplicate-usage', duplicateUsage),
  plain('gzip', compress('gzip')),
  plain('br', compress('br')),
  plain('zstd', compress('zstd')),
  plain('deflate', compress('deflate')),
  plain('deflate-raw', compress('deflate-raw')),
  {
    name: 'wrong-content-length',
    takes: ['short', 'long'],
    make: (value) => wrongContentLength(value === 'short' ? 'short' : 'long'),
  },
  header('retry-after'),
  header('retry-after-ms'),
  header('x-should-retry'),
  plain('odd-headers', oddHeaders),
  counted('slow-first-byte', slowFirstByte),
  plain('hang', hang),
  counted('hang-after', hangAfter),
  counted('cut-at', cutAt),
  plain('cut-after-head', cutAfterHead),
  counted('cut-in-head', cutHead),
  counted('reset-at', resetAt),
];

/** The names of all faults. */
export const faultNames: readonly string[] = faultKinds.map((kind) => kind.name);
