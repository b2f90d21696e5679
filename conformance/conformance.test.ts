/**
 * One table of scripted conversations, held through every way into routing. The same turn gets the same signals, decision,
 * reason, tier and cost, whoever asks for it; replies that are wrong are seen by nobody.
 */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { TurnEvent } from '../src/index.ts';
import { type Scenario, type SimulatorOptions, scriptedAnswerer, startSimulator } from '../src/simulator/index.ts';
import { conversations, leak, parallelTools, reasoningModel, wrongTool } from './conversations.ts';
import { surfaces } from './surfaces/index.ts';
import type { Surface } from './surfaces/surface.ts';

/** What is decided in each conversation: reason, tier, and the verdict of an attempt that nobody saw. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'simple, then complex': ['user_request reasoning', 'simple_tools execution', 'complex_tools reasoning'],
  'parallel tools': ['user_request reasoning', 'simple_tools execution'],
  'a tool error': ['user_request reasoning', 'tool_error reasoning', 'simple_tools execution'],
  'an interjection': [
    'user_request reasoning',
    'user_interjection reasoning',
    'simple_tools execution',
    'user_request reasoning',
  ],
  'a wrong tool': ['user_request reasoning', 'simple_tools reasoning after unknown_tool', 'complex_tools reasoning'],
  'a wrong input': ['user_request reasoning', 'simple_tools reasoning after invalid_tool_input', 'cooldown reasoning'],
};

interface Playing {
  readonly surface: Surface;
  readonly scenario: Scenario;
  readonly stream: boolean;
  readonly retries?: number;
  readonly fault?: SimulatorOptions['fault'];
}

async function play({ surface, scenario, stream, retries = 0, fault }: Playing) {
  const simulator = await startSimulator({
    answerers: [scriptedAnswerer([scenario])],
    timeScale: 0,
    seed: 1,
    ...(fault && { fault }),
  });
  onTestFinished(() => simulator.close());
  const events: TurnEvent[] = [];
  const seen: string[] = [];
  const texts = await surface.hold(scenario, {
    baseUrl: simulator.baseUrl,
    stream,
    retries,
    settings: { autoCache: true, control: { share: 0 } },
    onTurn: (event) => events.push(event),
    onText: (text) => seen.push(text),
  });
  await expect.poll(() => events.length).toBe(texts.length + retries);
  return { events, texts, seen: seen.join(''), billed: simulator.billed };
}

function told({ decision, servedTier, attempts }: TurnEvent): string {
  const verdicts = attempts.flatMap(({ verdict }) => (verdict === undefined ? [] : [` after ${verdict.reason}`]));
  return `${decision.reason} ${servedTier}${verdicts.join('')}`;
}

/** All that a turn was decided on and came to, but for what depends on the bytes around the same words. */
function comparable({ place, decision, servedModel, attempts, requestedModel, mode }: TurnEvent) {
  const { contextTokens: _bytes, ...signals } = decision.signals;
  const { ruleReason, reason, tier, model, wouldAllow, allowed, overlays } = decision;
  return {
    ...{ place, signals, ruleReason, reason, tier, model, wouldAllow, allowed, overlays, requestedModel, mode },
    servedModel,
    edits: decision.edits.filter(({ because }) => !because.startsWith('autoCache')),
    attempts: attempts.map(({ purpose, tier: asked, model: sent, stopReason, end, verdict }) => ({
      ...{ purpose, asked, sent, verdict },
      ...(verdict === undefined ? { stopReason, end } : {}),
    })),
  };
}

const [reference] = surfaces;
const cases = conversations.flatMap((scenario) =>
  [true, false].flatMap((stream) => surfaces.map((surface) => ({ scenario, stream, surface }))),
);

describe.each(cases)('$scenario.title, $surface.name, stream: $stream', ({ scenario, stream, surface }) => {
  test('is decided as the rules say, and as everywhere', async () => {
    const own = await play({ surface, scenario, stream });
    expect(own.events.map(told)).toEqual(expected[scenario.title]);
    if (reference === undefined) throw new Error('no surface');
    const other = await play({ surface: reference, scenario, stream });
    expect(own.texts).toEqual(other.texts);
    expect(own.events.map(comparable)).toEqual(other.events.map(comparable));
    expect(new Set(own.events.map(({ conversationId }) => conversationId)).size).toBe(1);
    for (const [index, event] of own.events.entries()) expectNear(event, other.events[index]);
  });

  test('costs what upstream bills', async () => {
    const { events, billed } = await play({ surface, scenario, stream });
    const twice = stream ? (surface.differs?.countedTwice ?? 0) : 0;
    const left = [...billed];
    for (const { attempts, bill } of events) {
      const bills = left.splice(0, attempts.length);
      expect(attempts.map(({ model }) => model)).toEqual(bills.map(({ model }) => model));
      expect(attempts.map(({ usage }) => usage?.outputTokens)).toEqual(
        bills.map(({ usage }) => usage.output_tokens + twice),
      );
      const costPicoUsd = bills.reduce((sum, one) => sum + one.costPicoUsd, 0);
      if (twice === 0) expect(bill?.costNanoUsd).toBe(Math.round(costPicoUsd / 1000));
    }
    expect(left).toEqual([]);
  });
});

/** The same words in other bytes: what is estimated from bytes, and what they cost, may differ by a few tokens. */
function expectNear(own: TurnEvent, other: TurnEvent | undefined): void {
  const near = (one: number | undefined, two: number | undefined, share: number) => {
    if (one === undefined || two === undefined) return expect(one).toBe(two);
    expect(Math.abs(one - two)).toBeLessThanOrEqual(two * share);
  };
  near(own.decision.signals.contextTokens, other?.decision.signals.contextTokens, 0.01);
  near(own.bill?.costNanoUsd, other?.bill?.costNanoUsd, 0.03);
  near(own.bill?.baselineNanoUsd, other?.bill?.baselineNanoUsd, 0.03);
}

describe.each(surfaces)('a retry of the SDK’s or framework’s own, $name', (surface) => {
  test.each([true, false])('joins its turn (stream: %s)', async (stream) => {
    let left = 1;
    const fault: SimulatorOptions['fault'] = ({ model }) => {
      if (model.id !== reasoningModel || left === 0) return undefined;
      left -= 1;
      return '529;retry-after-ms=1';
    };
    const { events, texts } = await play({ surface, scenario: parallelTools, stream, retries: 1, fault });
    expect(texts.at(-1)).toBe('Rain at noon.');
    expect(events.map(({ place }) => place)).toEqual(['first', 'retry', 'next']);
    expect(events.map(({ status }) => status)).toEqual([529, 200, 200]);
    expect(events[0]?.attempts[0]).toMatchObject({
      end: 'upstream_error',
      ...(surface.differs?.errorUnread === true ? {} : { errorType: 'overloaded_error' }),
    });
    expect(new Set(events.map(({ conversationId }) => conversationId)).size).toBe(1);
  });
});

test.each(surfaces)('a wrong reply that streams is held back or seen, as the table says: $name', async (surface) => {
  const { seen, texts } = await play({ surface, scenario: wrongTool, stream: true });
  expect(texts.join('')).not.toContain(leak);
  expect(seen).toContain('Mailed.');
  expect(seen.includes(leak)).toBe(surface.facts.stream === 'seen as it comes');
});
