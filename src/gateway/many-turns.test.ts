import { Agent } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startTestGateway, startTestSimulator } from './gateway.fixture.ts';
import { type RawRequest, rawRequest, turnBody } from './raw-client.fixture.ts';

const turns = 2_000;
const atOnce = 20;
const body = turnBody({ stream: true });

/** What the turns are, in rotation: whole, left, cut, failed, and what is no turn. */
const kinds: readonly Omit<RawRequest, 'url'>[] = [
  { body },
  { body: turnBody({ stream: false }) },
  { body, leaveAfter: 0 },
  { body, leaveAfter: 300 },
  { body, headers: { 'x-simulator-fault': 'hang-after=400' }, leaveAfter: 400 },
  { body, headers: { 'x-simulator-fault': 'cut-at=500' } },
  { body, headers: { 'x-simulator-fault': 'cut-at=0' } },
  { body, headers: { 'x-simulator-fault': '529' } },
  { body, headers: { 'x-simulator-fault': 'gzip; cut-at=200' } },
  { body: 'not JSON' },
];

test('two thousand turns, a third of them broken or left, leave no listener, no request and no problem behind', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error) => warnings.push(`${warning.name}: ${warning.message}`);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  const content = [{ type: 'text', text: 'word '.repeat(30) }];
  const simulator = await startTestSimulator([() => ({ content, stopReason: 'end_turn' })], { keepRequests: false });
  const { gateway, url, problems, told } = await startTestGateway({ baseUrl: simulator.baseUrl });
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  onTestFinished(() => agent.destroy());
  let next = 0;
  const work = async () => {
    while (next < turns) {
      const kind = kinds[next++ % kinds.length];
      await rawRequest({ ...kind, url: `${url}/v1/messages`, agent });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const ends = (await told(turns)).map(({ attempts }) => attempts[0]?.end);
  for (const end of ['complete', 'client_gone', 'cut', 'upstream_error']) expect(ends).toContain(end);
  while (gateway.active() > 0) await new Promise((resolve) => setImmediate(resolve));
  expect([warnings, problems, gateway.active()]).toEqual([[], [], 0]);
});
