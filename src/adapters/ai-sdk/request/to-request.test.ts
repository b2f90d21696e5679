import { createAnthropic } from '@ai-sdk/anthropic';
import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { describe, expect, onTestFinished, test } from 'vitest';
import { conversations, reasoningModel, simpleThenComplex } from '../../../../conformance/conversations.ts';
import { type Holding, holdConversation } from '../../../../conformance/holding/ai-sdk.ts';
import { type Scenario, scriptedAnswerer, startSimulator, strictCheck } from '../../../simulator/index.ts';
import { createTurnReader, type ReadTurn } from '../../../wire/index.ts';
import { toRequest } from './to-request.ts';

/** What one step put on the wire, and the call it was made from. */
interface Step {
  readonly sent: { readonly body: Buffer; readonly headers: Headers };
  readonly options: LanguageModelV4CallOptions;
  readonly stream: boolean;
}

/** The package's own model, with each call and what it sent noted. */
function noting(
  baseURL: string,
  modelId: string,
): { readonly model: LanguageModelV4; readonly steps: readonly Step[] } {
  const steps: Step[] = [];
  const sent: Step['sent'][] = [];
  const own = createAnthropic({
    baseURL: `${baseURL}/v1`,
    apiKey: 'sk-test',
    fetch: (url, init) => {
      if (typeof init?.body === 'string')
        sent.push({ body: Buffer.from(init.body), headers: new Headers(init.headers) });
      return fetch(url, init);
    },
  })(modelId);
  const note = (options: LanguageModelV4CallOptions, stream: boolean) => {
    const last = sent.at(-1);
    if (last !== undefined) steps.push({ sent: last, options, stream });
  };
  const model: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: own.provider,
    modelId,
    supportedUrls: own.supportedUrls,
    async doGenerate(options) {
      const result = await own.doGenerate(options);
      note(options, false);
      return result;
    },
    async doStream(options) {
      const result = await own.doStream(options);
      note(options, true);
      return result;
    },
  };
  return { model, steps };
}

async function stepsOf(scenario: Scenario, holding: Omit<Holding, 'model'>, modelId = reasoningModel) {
  const simulator = await startSimulator({
    answerers: [scriptedAnswerer([scenario])],
    timeScale: 0,
    seed: 1,
    check: strictCheck({}),
  });
  onTestFinished(() => simulator.close());
  const { model, steps } = noting(simulator.baseUrl, modelId);
  await holdConversation(scenario, { ...holding, model });
  return steps;
}

function readBoth(steps: readonly Step[], modelId = reasoningModel): readonly (readonly [ReadTurn, ReadTurn])[] {
  const [onWire, ours] = [createTurnReader({ salt: 'test' }), createTurnReader({ salt: 'test' })];
  return steps.map(({ sent, options, stream }) => {
    const header = (name: string) => (isCredential(name) ? undefined : (sent.headers.get(name) ?? undefined));
    const theirs = onWire.read({ body: sent.body, header });
    const translated = ours.read(toRequest(options, { modelId, stream }));
    if (theirs.kind !== 'turn' || translated.kind !== 'turn') throw new Error('not a turn');
    return [theirs, translated];
  });
}

function isCredential(name: string): boolean {
  return name === 'authorization' || name === 'x-api-key';
}

/** Everything that is decided on, but what the package fills in by itself: the model's longest reply. */
function told({ turn, chain, fingerprint, breakpoints, session }: ReadTurn, options: LanguageModelV4CallOptions) {
  const { maxTokens, ...settings } = turn.settings;
  return {
    turn: { ...turn, settings: options.maxOutputTokens === undefined ? settings : { maxTokens, ...settings } },
    ...{ chain, fingerprint, breakpoints, session },
  };
}

describe.each([true, false])(
  'what @ai-sdk/anthropic sends and what is read of a call are the same turn (stream: %s)',
  (stream) => {
    test.each(conversations.map((scenario) => [scenario.title, scenario] as const))('%s', async (_title, scenario) => {
      const steps = await stepsOf(scenario, { stream });
      expect(steps.length).toBeGreaterThan(1);
      for (const [index, [theirs, ours]] of readBoth(steps).entries()) {
        const options = steps[index]?.options;
        if (options === undefined) throw new Error('a step is missing');
        expect(told(ours, options)).toEqual(told(theirs, options));
      }
    });
  },
);

test('a transcript is translated to the very bytes that the package sends for it', async () => {
  const steps = await stepsOf(simpleThenComplex, { stream: true });
  for (const { sent, options } of steps) {
    const theirs = JSON.parse(sent.body.toString());
    const ours = JSON.parse(toRequest(options, { modelId: reasoningModel, stream: true }).body.toString());
    for (const member of ['system', 'messages', 'tools'])
      expect(JSON.stringify(ours[member])).toBe(JSON.stringify(theirs[member]));
  }
});
