import { connect, type Socket } from 'node:net';
import { type BenchBody, type Conversation, requestOf } from './bodies.ts';
import { ResponseWatch } from './raw-http.ts';

/** One run of load against one port. */
export interface LoadPlan {
  readonly port: number;
  readonly body: BenchBody;
  readonly concurrency: number;
  readonly durationMs: number;
  /** `<events>,<gap in ms>` for streams. */
  readonly stream?: string;
}

/** What a run measured. Times in microseconds, sorted ascending. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly latenciesUs: readonly number[];
  readonly firstByteUs: readonly number[];
  /** From an event's sending by upstream to its arrival. */
  readonly eventDelaysUs: readonly number[];
}

let conversations = 0;

/** Keeps so many requests under way on as many connections until the time is over; ends when the last is answered. */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const latenciesUs: number[] = [];
  const firstByteUs: number[] = [];
  const eventDelaysUs: number[] = [];
  const startedAt = performance.now();
  const endAt = startedAt + plan.durationMs;
  await Promise.all(
    Array.from({ length: plan.concurrency }, () =>
      runConnection(plan, endAt, { latenciesUs, firstByteUs, eventDelaysUs }),
    ),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const ascending = (figures: number[]) => figures.toSorted((left, right) => left - right);
  return {
    requests: latenciesUs.length,
    seconds,
    latenciesUs: ascending(latenciesUs),
    firstByteUs: ascending(firstByteUs),
    eventDelaysUs: ascending(eventDelaysUs),
  };
}

interface Figures {
  readonly latenciesUs: number[];
  readonly firstByteUs: number[];
  readonly eventDelaysUs: number[];
}

function runConnection(plan: LoadPlan, endAt: number, figures: Figures): Promise<void> {
  return new Promise((resolve, reject) => {
    let startedAt = 0;
    let conversation = newConversation();
    const socket = connect(plan.port, '127.0.0.1');
    socket.setNoDelay(true);
    const next = () => {
      startedAt = performance.now();
      send(socket, plan, conversation);
      const { number, turn } = conversation;
      conversation = turn + 1 < plan.body.turnEnds.length ? { number, turn: turn + 1 } : newConversation();
    };
    const watch = new ResponseWatch({
      onFirstByte: () => figures.firstByteUs.push((performance.now() - startedAt) * 1000),
      onEnd() {
        figures.latenciesUs.push((performance.now() - startedAt) * 1000);
        if (performance.now() < endAt) next();
        else socket.end(() => resolve());
      },
    });
    socket.once('connect', next);
    socket.once('error', reject);
    // After a run's own end this is no news.
    socket.once('close', () => reject(new Error('the connection was closed before the answer was whole')));
    socket.on('data', (chunk: Buffer) => {
      if (plan.stream !== undefined) noteDelays(chunk, figures.eventDelaysUs);
      try {
        watch.feed(chunk);
      } catch (error) {
        reject(error);
      }
    });
  });
}

function newConversation(): Conversation {
  conversations += 1;
  return { number: conversations, turn: 0 };
}

function send(socket: Socket, { body, stream }: LoadPlan, conversation: Conversation): void {
  const headFor = (length: number) =>
    'POST /v1/messages?beta=true HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nanthropic-version: 2023-06-01\r\n' +
    `user-agent: bench\r\nx-api-key: sk-bench\r\nx-session-id: bench-${conversation.number}\r\naccept-encoding: gzip\r\n` +
    `${stream === undefined ? '' : `x-bench-stream: ${stream}\r\n`}content-length: ${length}\r\n\r\n`;
  socket.write(requestOf(body, conversation, headFor));
}

function noteDelays(chunk: Buffer, delaysUs: number[]): void {
  const now = process.hrtime.bigint();
  for (const match of chunk.toString('latin1').matchAll(/@(\d+)@/g))
    delaysUs.push(Number(now - BigInt(match[1] ?? 0)) / 1000);
}

/** A quantile of figures sorted ascending. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
