/**
 * A held reply that goes out is upstream's, byte for byte; one that does not was never there. Whatever upstream sends, in
 * whatever pieces, and wherever it breaks: the client gets a beginning of exactly one upstream reply.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TurnEvent } from '../core/index.ts';
import { away, home } from './escalation.fixture.ts';
import { startTestGateway } from './gateway.fixture.ts';
import { anySentReply, nowAndThen, type SentReply, sendReply, sentBytes, streamOf } from './held-bytes.fixture.ts';
import { type RawReply, rawRequest, turnBody } from './raw-client.fixture.ts';
import { startRawUpstream } from './raw-upstream.fixture.ts';

/** A gateway whose execution tier and reasoning tier each send what a test says, and a client that asks for a simple turn. */
async function setUp(settings: object = {}) {
  const replies = new Map<string, SentReply>();
  const upstream = await startRawUpstream(async (response, request) => {
    const reply = replies.get(JSON.parse(request.body.toString()).model);
    if (reply !== undefined) await sendReply(reply, response);
  });
  // Each turn stands alone: what one was discarded for does not keep the next at home.
  const gateway = await startTestGateway({
    baseUrl: upstream.baseUrl,
    settings: { escalation: { cooldownTurns: 0 }, maxExtraCostPercent: 1_000_000, margin: -1_000, ...settings },
  });
  let turns = 0;
  const ask = async (first: SentReply, second: SentReply, leaveAfter?: number) => {
    replies.set(away, first).set(home, second);
    turns += 1;
    const id = `toolu_${turns}`;
    const reply = await rawRequest({
      url: `${gateway.url}/v1/messages`,
      body: turnBody({
        stream: true,
        tools: [{ name: 'weather_tool', input_schema: { type: 'object' } }],
        messages: [
          { role: 'user', content: `turn ${turns}` },
          { role: 'assistant', content: [{ type: 'tool_use', id, name: 'weather_tool', input: { turns } }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'rain' }] },
        ],
      }),
      ...(leaveAfter === undefined ? {} : { leaveAfter }),
    });
    const event = (await gateway.told(turns))[turns - 1];
    if (event === undefined) throw new Error('no turn was told');
    return { reply, event };
  };
  return { gateway, upstream, ask };
}

function isEscalated({ headers }: RawReply): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'x-turnwise-escalated' && value === 'true');
}

/** Expects the client to have a beginning of the reply that the headers name: all of it unless one of the two left early. */
function expectOneReply(
  { reply, event }: { reply: RawReply; event: TurnEvent },
  first: SentReply,
  second: SentReply,
): void {
  const answered = isEscalated(reply) ? second : first;
  const sent = sentBytes(answered);
  expect(reply.body.toString()).toBe(sent.subarray(0, reply.body.length).toString());
  const [tried] = event.attempts;
  expect(tried?.verdict !== undefined).toBe(event.attempts.length === 2);
  expect(event.servedModel).toBe(event.attempts.length === 2 ? home : away);
}

test('whatever two models say, however it falls apart and breaks, the client gets a beginning of one of them', async () => {
  const { gateway, upstream, ask } = await setUp();
  const leave = nowAndThen(fc.nat({ max: 1_500 }));
  const seen = { kept: 0, escalated: 0 };
  const check = async (first: SentReply, second: SentReply, leaveAfter: number | undefined) => {
    const asked = await ask(first, second, leaveAfter);
    expectOneReply(asked, first, second);
    if (asked.event.attempts.length === 2) seen.escalated += 1;
    else seen.kept += 1;
    if (leaveAfter !== undefined) return;
    const answered = isEscalated(asked.reply) ? second : first;
    expect(asked.reply.body.length).toBe(asked.reply.status === undefined ? 0 : sentBytes(answered).length);
    expect(asked.reply.whole).toBe(asked.reply.status !== undefined && answered.cutAt === undefined);
  };
  await fc.assert(fc.asyncProperty(anySentReply(away), anySentReply(home), leave, check), {
    numRuns: 300,
    interruptAfterTimeLimit: 20_000,
  });
  expect(Math.min(seen.kept, seen.escalated)).toBeGreaterThan(20);
  expect(gateway.problems).toEqual([]);
  while (gateway.gateway.active() > 0 || upstream.openConnections() > 40) await new Promise(setImmediate);
});

const toolReply = streamOf(away, [
  { kind: 'text', deltas: ['Now the ', 'weather.'] },
  { kind: 'tool_use', deltas: ['{"city":', '"Bergen"}'] },
]);
const textReply = streamOf(away, [
  { kind: 'text', deltas: Array.from({ length: 9 }, (_, index) => `It rains, ${index}. `.repeat(2)) },
]);
const right: SentReply = { bytes: streamOf(home, [{ kind: 'text', deltas: ['Sun.'] }]), splits: [], cutAt: undefined };

test.each([
  ['a reply with a call', toolReply, '"message_delta"'],
  ['a text', textReply, 'It rains, 4.'],
])(
  'broken at every byte, %s reaches nobody before it commits and as it is after that',
  async (_title, bytes, committedBy) => {
    const { ask } = await setUp();
    const commitAt = bytes.indexOf('\n\n', bytes.indexOf(committedBy)) + 2;
    for (let cutAt = 0; cutAt < bytes.length; cutAt++) {
      const first = { bytes, splits: [], cutAt };
      const { reply, event } = await ask(first, right);
      const isOut = cutAt >= commitAt;
      const expected = isOut ? bytes.subarray(0, cutAt) : right.bytes;
      expect([cutAt, reply.body.toString(), reply.whole]).toEqual([cutAt, expected.toString(), !isOut]);
      expect(event.attempts[0]?.verdict?.reason).toBe(isOut ? undefined : 'upstream_error');
    }
  },
);
