/**
 * Whatever upstream sends, however it falls into packets and wherever it ends: the client gets those bytes and no other,
 * and what is recorded is what those bytes say.
 */
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attempt } from '../core/index.ts';
import { type ReplyPlan, replyPlan, type Told, toldBy } from './byte-truth.fixture.ts';
import { startTestGateway } from './gateway.fixture.ts';
import { rawRequest, turnBody } from './raw-client.fixture.ts';
import { startRawUpstream } from './raw-upstream.fixture.ts';

/** Sends a reply as planned. */
async function play(plan: ReplyPlan, response: ServerResponse): Promise<void> {
  const type = plan.stream ? 'text/event-stream; charset=utf-8' : 'application/json';
  response.setHeader('content-type', type);
  if (plan.declared) response.setHeader('content-length', plan.bytes.length);
  response.writeHead(200).flushHeaders();
  const sent = sentBytes(plan);
  let from = 0;
  for (const { at, rest } of [...plan.splits, { at: sent.length, rest: false }]) {
    const part = sent.subarray(from, at);
    from += part.length;
    if (part.length > 0) response.write(part);
    if (rest) await new Promise((resolve) => setImmediate(resolve));
  }
  if (plan.cutAt === undefined) response.end();
  else response.socket?.destroySoon();
}

function sentBytes({ bytes, cutAt }: ReplyPlan): Buffer {
  return cutAt === undefined ? bytes : bytes.subarray(0, cutAt);
}

/** Whether HTTP tells the client that the reply is all there. */
function isWhole({ bytes, cutAt, declared }: ReplyPlan): boolean {
  return cutAt === undefined || (declared && cutAt === bytes.length);
}

/** What an attempt says of its reply. */
function recordOf({ usage, stopReason, repliedModel, errorType, end }: Attempt): Told & { readonly end: string } {
  return { usage, stopReason, model: repliedModel, errorType, complete: end === 'complete', end };
}

/** What the record must say when so much has arrived, and the reply ended as planned. */
function expectedOf(plan: ReplyPlan): ReturnType<typeof recordOf> {
  const told = toldBy(plan.stream, sentBytes(plan));
  const withEnd = (end: string) => ({ ...told, complete: end === 'complete', end });
  if (!isWhole(plan)) return withEnd('cut');
  if (told.errorType !== undefined) return withEnd('stream_error');
  return withEnd(told.complete ? 'complete' : 'cut');
}

describe.each(['route', 'observe'])('in %s', (mode) => {
  test('the client receives the bytes that upstream sent, and the record says what they say', async () => {
    let plan: ReplyPlan | undefined;
    const upstream = await startRawUpstream((response) => (plan === undefined ? undefined : play(plan, response)));
    const gateway = await startTestGateway({ baseUrl: upstream.baseUrl, settings: { mode } });
    let turns = 0;
    const check = async (planned: ReplyPlan) => {
      plan = planned;
      turns += 1;
      const { leaveAfter, stream } = planned;
      const reply = await rawRequest({
        url: `${gateway.url}/v1/messages`,
        body: turnBody({ stream, messages: [{ role: 'user', content: `turn ${turns}` }] }),
        ...(leaveAfter === undefined ? {} : { leaveAfter }),
      });
      const attempt = (await gateway.told(turns))[turns - 1]?.attempts[0];
      if (attempt === undefined) throw new Error('no attempt was told');
      const sent = sentBytes(planned);
      expect(reply.body.toString('hex')).toBe(sent.subarray(0, reply.body.length).toString('hex'));
      if (leaveAfter !== undefined && leaveAfter <= sent.length)
        return expectKnown(planned, recordOf(attempt), reply.body);
      expect([reply.status, reply.whole, reply.body.length]).toEqual([200, isWhole(planned), sent.length]);
      expect(recordOf(attempt)).toEqual(expectedOf(planned));
    };
    await fc.assert(fc.asyncProperty(replyPlan, check), { numRuns: 150, interruptAfterTimeLimit: 15_000 });
    expect(gateway.problems).toEqual([]);
    while (gateway.gateway.active() > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});

/** Of a client that left, the record says what some beginning of the reply says that is no shorter than what the client got. */
function expectKnown(plan: ReplyPlan, record: ReturnType<typeof recordOf>, received: Buffer): void {
  const sent = sentBytes(plan);
  const lengths = Array.from({ length: sent.length - received.length + 1 }, (_, more) => received.length + more);
  const possible = lengths.map((length) => toldBy(plan.stream, sent.subarray(0, length)));
  const factsOf = ({ usage, stopReason, model, errorType }: Told) =>
    JSON.stringify([usage, stopReason, model, errorType]);
  expect(possible.map(factsOf)).toContain(factsOf(record));
  expect(['client_gone', expectedOf(plan).end]).toContain(record.end);
}
