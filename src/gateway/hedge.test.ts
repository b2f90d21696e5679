/** A hedge over real sockets: a first attempt that is slow to begin, and the reasoning tier asked beside it. */
import { expect, onTestFinished, test } from 'vitest';
import type { FaultChooser } from '../simulator/index.ts';
import { answererFor, away, home, inputSchema, leak, question } from './escalation.fixture.ts';
import { startTestGateway, startTestSimulator } from './gateway.fixture.ts';

const answer = { content: [{ type: 'text', text: leak }], stopReason: 'end_turn' } as const;

/** The second turn of a loop, streamed, with an execution tier that waits so long. */
async function hedgedTurn(firstByteMs: number, minMs: number) {
  const fault: FaultChooser = ({ model }) => (model.id === away ? `slow-first-byte=${firstByteMs}` : undefined);
  const simulator = await startTestSimulator([answererFor({ answer })], { fault });
  const gateway = await startTestGateway({ baseUrl: simulator.baseUrl, settings: { hedge: { minMs, quantile: 0 } } });
  onTestFinished(() => expect(gateway.problems).toEqual([]));
  const weather = { type: 'tool_use', id: 't', name: 'weather_tool', input: {} };
  const messages = [
    { role: 'user', content: question },
    { role: 'assistant', content: [weather] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'rain' }] },
  ];
  const tools = ['weather_tool', 'email_tool'].map((name) => ({ name, description: name, input_schema: inputSchema }));
  const body = JSON.stringify({ model: home, max_tokens: 900, stream: true, tools, messages });
  const headers = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', 'x-api-key': 'k' };
  const ask = async () => {
    const reply = await fetch(`${gateway.url}/v1/messages`, { method: 'POST', body, headers });
    return { text: await reply.text(), headers: reply.headers };
  };
  return { gateway, simulator, ask };
}

test('the reasoning tier answers where the execution tier brings nothing; both are in the record', async () => {
  const { gateway, ask } = await hedgedTurn(60_000, 0);
  const { text, headers } = await ask();
  expect(text).not.toContain(leak);
  expect(['reason', 'model', 'escalated'].map((name) => headers.get(`x-turnwise-${name}`))).toEqual([
    'hedge',
    home,
    'false',
  ]);
  const [event] = await gateway.told(1);
  expect(event?.attempts).toMatchObject([
    { purpose: 'turn', model: away, end: 'given_up' },
    { purpose: 'hedge', model: home, end: 'complete' },
  ]);
  // What the call that was given up has cost is not known, and so neither is the turn's cost.
  expect(event?.bill).not.toHaveProperty('costNanoUsd');
  expect(event?.servedTier).toBe('reasoning');
});

test('nobody else is asked where the execution tier begins in time', async () => {
  const { gateway, simulator, ask } = await hedgedTurn(0, 30_000);
  expect((await ask()).text).toContain(leak);
  const [event] = await gateway.told(1);
  expect([event?.attempts.length, simulator.requests.length]).toEqual([1, 1]);
});
