import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { TurnEvent } from '../core/index.ts';
import { say, script, strictUpstream } from './agent.fixture.ts';
import { createConversation } from './conversation.ts';
import { gatewayRecord } from './gateway-record.ts';
import { weatherAgent } from './weather-agent.fixture.ts';

/** A gateway of which nothing but its status matters. */
async function gateway(statusOf: () => number) {
  const batches: number[] = [];
  const server = createServer(async (request, response) => {
    const { turns }: { turns: unknown[] } = JSON.parse(await text(request));
    const status = statusOf();
    if (status === 200) batches.push(turns.length);
    response.writeHead(status).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, batches };
}

async function anEvent(): Promise<TurnEvent> {
  const { baseUrl } = await strictUpstream(script({ content: [say('ok')] }));
  const { conversation } = await weatherAgent(baseUrl).run(createConversation(), 'Hi');
  const event = conversation.turns[0]?.event;
  if (event === undefined) throw new Error('no turn was told');
  return event;
}

test('turns go along together, no more than the gateway takes at once, and none is lost at the end', async () => {
  const event = await anEvent();
  const { url, batches } = await gateway(() => 200);
  const sink = gatewayRecord(url);
  for (let told = 0; told < 120; told++) sink.tell(event);
  await sink.close?.();
  expect(batches).toEqual([50, 50, 20]);
});

test('while the gateway is not there turns wait; it is said once, and once more when it is back', async () => {
  const event = await anEvent();
  let status = 503;
  const { url, batches } = await gateway(() => status);
  const said: string[] = [];
  const back = Promise.withResolvers<void>();
  const sink = gatewayRecord(url, {
    flushMs: 1,
    onProblem: ({ message }) => {
      said.push(message);
      status = 200;
      if (said.length === 2) back.resolve();
    },
  });
  sink.tell(event);
  await back.promise;
  await sink.close?.();
  expect(batches).toEqual([1]);
  expect(said).toEqual(['the gateway answered with status 503', 'turns are handed over again']);
});

test('past its limit turns are dropped and counted, never waited for', async () => {
  const event = await anEvent();
  const { url, batches } = await gateway(() => 403);
  const said: number[] = [];
  const sink = gatewayRecord(url, { queueLimit: 2, onProblem: ({ dropped }) => said.push(dropped) });
  for (let told = 0; told < 5; told++) sink.tell(event);
  await sink.close?.();
  expect([batches, said]).toEqual([[], [5]]);
});
