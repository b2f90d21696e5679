import { createMiddleware } from 'langchain';
import { describe, expect, onTestFinished, test } from 'vitest';
import { conversations, interjection, reasoningModel, toolError } from '../../../conformance/conversations.ts';
import { chatModel, holdConversation } from '../../../conformance/holding/langchain.ts';
import { type Scenario, scriptedAnswerer, startSimulator } from '../../simulator/index.ts';
import { createTurnReader, type ReadTurn, type RequestInput } from '../../wire/index.ts';
import { toRequest } from './to-request.ts';

interface Step {
  readonly sent: RequestInput;
  readonly translated: RequestInput;
}

async function stepsOf(scenario: Scenario, stream: boolean, more: object): Promise<readonly Step[]> {
  const simulator = await startSimulator({ answerers: [scriptedAnswerer([scenario])], timeScale: 0, seed: 1 });
  onTestFinished(() => simulator.close());
  const sent: RequestInput[] = [];
  const noteSent: typeof fetch = (url, init) => {
    const headers = new Headers(init?.headers);
    const header = (name: string) => (unread.has(name) ? undefined : (headers.get(name) ?? undefined));
    if (typeof init?.body === 'string') sent.push({ body: Buffer.from(init.body), header });
    return fetch(url, init);
  };
  const model = chatModel(simulator.baseUrl, reasoningModel, { ...more, clientOptions: { fetch: noteSent } });
  const translated: RequestInput[] = [];
  const noting = createMiddleware({
    name: 'Noting',
    wrapModelCall: (request, handler) => {
      translated.push(toRequest(request, model));
      return handler(request);
    },
  });
  await holdConversation(scenario, { model, middleware: [noting], stream });
  return translated.map((one, index) => {
    const other = sent[index];
    if (other === undefined) throw new Error('a request is missing');
    return { sent: other, translated: one };
  });
}

/** Credentials are the package's own; Anthropic's SDK inside of it says that it is itself. */
const unread = new Set(['authorization', 'x-api-key', 'user-agent']);

function readBoth(steps: readonly Step[]): readonly (readonly [ReadTurn, ReadTurn])[] {
  const [onWire, ours] = [createTurnReader({ salt: 'test' }), createTurnReader({ salt: 'test' })];
  return steps.map(({ sent, translated }) => {
    const [theirs, own] = [onWire.read(sent), ours.read(translated)];
    if (theirs.kind !== 'turn' || own.kind !== 'turn') throw new Error('not a turn');
    return [theirs, own];
  });
}

/** Whether LangChain streams is decided below the middleware; a failed tool is no error in what it sends. */
function told({ turn, chain, fingerprint, breakpoints }: ReadTurn) {
  const { tail, settings } = turn;
  const calls = tail.calls.map(({ result, ...call }) => ({ ...call, text: result?.text }));
  return {
    turn: {
      ...turn,
      client: {},
      settings: { ...settings, stream: undefined },
      tail: { ...tail, calls, recentCalls: calls },
      transcript: { ...turn.transcript, prefixBytes: 0 },
    },
    chain: chain.hashes.length,
    ...{ fingerprint, breakpoints },
  };
}

const thinking = { thinking: { type: 'adaptive', display: 'summarized' }, outputConfig: { effort: 'low' } };

describe.each([true, false])(
  'what @langchain/anthropic sends and what is read of a call are the same turn (stream: %s)',
  (stream) => {
    test.each(conversations.map((scenario) => [scenario.title, scenario] as const))('%s', async (_title, scenario) => {
      for (const more of [{}, thinking, { betas: ['some-beta'] }]) {
        const steps = await stepsOf(scenario, stream, more);
        expect(steps.length).toBeGreaterThan(1);
        for (const [theirs, ours] of readBoth(steps)) expect(told(ours)).toEqual(told(theirs));
      }
    });

    test('a transcript without failed tools has the very hashes of what is sent', async () => {
      for (const [theirs, ours] of readBoth(await stepsOf(interjection, stream, thinking)))
        expect(ours.chain).toEqual(theirs.chain);
    });
  },
);

test('a tool that failed is read as an error, which the package does not say', async () => {
  const [, turn] = readBoth(await stepsOf(toolError, false, {}));
  expect(turn?.map((reading) => reading.turn.tail.calls[0]?.result?.isError)).toEqual([false, true]);
});
