import { describe, expect, onTestFinished, test } from 'vitest';
import { compilePolicy, parseSettings, type TurnEvent } from '../core/index.ts';
import { type Simulator, startSimulator, strictCheck } from '../simulator/index.ts';
import { type ComposedGateway, composeGateway } from './compose.ts';
import type { LoadedConfig } from './config-file.ts';

const awayKey = 'sk-away-0123456789';
const clientKey = 'sk-client-9876543210';
const requested = 'claude-sonnet-5-5';

function configOf(input: object): LoadedConfig {
  const parsed = parseSettings({ control: { share: 0 }, record: { path: 'off' }, listen: { port: 0 }, ...input });
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (!parsed.ok || !('policy' in compiled)) throw new Error(JSON.stringify(compiled));
  return { settings: parsed.settings, policy: compiled.policy };
}

async function startUpstream(): Promise<Simulator> {
  const simulator = await startSimulator({
    timeScale: 0,
    keepRequests: true,
    check: strictCheck(),
    answerers: [
      ({ messages: { length } }) => ({
        content: [
          { type: 'thinking', thinking: `Step ${length}.` },
          { type: 'tool_use', id: `toolu_${length}`, name: 'weather_tool', input: { step: length } },
        ],
        stopReason: 'tool_use',
      }),
    ],
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

interface Stage {
  readonly home: Simulator;
  readonly away: Simulator;
  readonly composed: ComposedGateway;
  readonly events: readonly TurnEvent[];
}

async function setUp(settingsFor: (awayUrl: string) => object): Promise<Stage> {
  const [home, away] = [await startUpstream(), await startUpstream()];
  const events: TurnEvent[] = [];
  const composed = await composeGateway({
    config: configOf({ upstream: { baseUrl: home.baseUrl }, ...settingsFor(away.baseUrl) }),
    credentials: { tokens: [] },
    salt: 'salt',
    environment: { AWAY_KEY: awayKey },
    sinks: [{ name: 'test', tell: (event) => events.push(event) }],
    onProblem: (problem) => expect(problem).toBeUndefined(),
  });
  onTestFinished(async () => {
    composed.gateway.destroy();
    await composed.close();
  });
  return { home, away, composed, events };
}

/** The rule allows the dearer tier alone: beside `reasoning` the arithmetic would never choose it. */
const deepElsewhere = (baseUrl: string) => ({
  tiers: { deep: { model: 'claude-opus-5-5', upstream: { baseUrl, keyEnv: 'AWAY_KEY' } } },
  rules: [{ reason: 'first_question', when: { turnsSoFar: { below: 1 } }, allow: ['deep'] }, 'simple_tools'],
});

interface Said {
  readonly role: string;
  readonly content: unknown;
}

/** Plays turns of one conversation, tools answered, with both kinds of credential on each request. */
async function play(stage: Stage, headersOfTurns: readonly Readonly<Record<string, string>>[]): Promise<string[]> {
  const messages: Said[] = [{ role: 'user', content: 'How is the weather?' }];
  const served: string[] = [];
  for (const headers of headersOfTurns) {
    const response = await fetch(`${stage.composed.gateway.url}/v1/messages`, {
      method: 'POST',
      headers: {
        'x-api-key': clientKey,
        authorization: `Bearer ${clientKey}`,
        cookie: `session=${clientKey}`,
        'anthropic-version': '2023-06-01',
        ...headers,
      },
      body: JSON.stringify({
        model: requested,
        max_tokens: 4_000,
        tools: [{ name: 'weather_tool', input_schema: { type: 'object' } }],
        messages,
      }),
    });
    const reply: { content: { type: string; id?: string }[] } = JSON.parse(await response.text());
    expect([response.status, reply]).toEqual([200, expect.anything()]);
    served.push(`${response.headers.get('x-turnwise-tier')} ${response.headers.get('x-turnwise-reason')}`);
    messages.push({ role: 'assistant', content: reply.content });
    const id = reply.content.find((block) => block.type === 'tool_use')?.id;
    messages.push({ role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'rain' }] });
  }
  return served;
}

describe('a tier with an upstream of its own', () => {
  test('gets the user turn at its endpoint and with its key; the loop goes on at home with the client’s', async () => {
    // The dearer turn is charged to the conversation's account, which would keep the loop at the reasoning tier.
    const stage = await setUp((url) => ({ ...deepElsewhere(url), maxExtraCostPercent: 1_000 }));
    expect(await play(stage, [{}, {}, {}])).toEqual([
      'deep first_question',
      'execution simple_tools',
      'execution simple_tools',
    ]);
    expect(stage.away.billed.map(({ model }) => model)).toEqual(['claude-opus-5-5']);
    expect(stage.home.billed.map(({ model }) => model)).toEqual(['claude-haiku-5-5', 'claude-haiku-5-5']);
    const [elsewhere] = stage.away.requests;
    expect(elsewhere?.rawHeaders).toContain(awayKey);
    expect(JSON.stringify(elsewhere?.rawHeaders)).not.toContain(clientKey);
    for (const { rawHeaders } of stage.home.requests) {
      expect(rawHeaders).toContain(clientKey);
      expect(JSON.stringify(rawHeaders)).not.toContain(awayKey);
    }
  });

  test('may not go on with a loop that was begun elsewhere, not even when it is pinned', async () => {
    const stage = await setUp((url) => ({ ...deepElsewhere(url), rules: undefined }));
    const pinned = { 'x-turnwise-tier': 'deep' };
    expect(await play(stage, [{}, pinned])).toEqual(['reasoning user_request', 'reasoning capability:upstream']);
    expect(stage.away.billed).toEqual([]);
  });

  test('leaves no key in what is told of its turns', async () => {
    const stage = await setUp(deepElsewhere);
    await play(stage, [{}, {}]);
    expect(stage.events.length).toBe(2);
    const told = JSON.stringify([stage.events, stage.composed.live().settings, stage.composed.live().policy]);
    expect(told).not.toContain(awayKey);
    expect(told).not.toContain(clientKey);
  });

  test('is not asked while the gateway only observes', async () => {
    const stage = await setUp((url) => ({ ...deepElsewhere(url), mode: 'observe' }));
    await play(stage, [{}]);
    expect([stage.away.billed.length, stage.home.billed.length]).toEqual([0, 1]);
    expect(stage.home.billed[0]?.model).toBe(requested);
  });

  test('may come and go with a reload; without its key the old settings stay', async () => {
    const stage = await setUp(() => ({}));
    const upstream = { baseUrl: stage.home.baseUrl };
    expect(await play(stage, [{}])).toEqual(['reasoning user_request']);
    stage.composed.reload(configOf({ upstream, ...deepElsewhere(stage.away.baseUrl) }));
    expect(await play(stage, [{}])).toEqual(['deep first_question']);
    const keyless = deepElsewhere(stage.away.baseUrl);
    keyless.tiers.deep.upstream.keyEnv = 'NO_SUCH_KEY';
    expect(() => stage.composed.reload(configOf({ upstream, ...keyless }))).toThrow(
      'tiers.deep.upstream.keyEnv: the environment has no NO_SUCH_KEY',
    );
    expect(await play(stage, [{}])).toEqual(['deep first_question']);
  });

  test('refuses to start without its key', async () => {
    const settings = deepElsewhere('http://127.0.0.1:9');
    settings.tiers.deep.upstream.keyEnv = 'NO_SUCH_KEY';
    await expect(setUp(() => settings)).rejects.toThrow('NO_SUCH_KEY');
  });
});

describe('a tier in a region', () => {
  test('asks for it, and is billed for it', async () => {
    const stage = await setUp(() => ({ tiers: { execution: { model: 'claude-haiku-5-5', inferenceGeo: 'us' } } }));
    expect(await play(stage, [{}, {}])).toEqual(['reasoning user_request', 'execution simple_tools']);
    expect(stage.home.billed.map(({ usage }) => usage.inference_geo)).toEqual(['global', 'us']);
    expect(stage.events[1]?.attempts[0]?.usage?.inferenceGeo).toBe('us');
  });
});

describe('two tiers on one model at different efforts', () => {
  test('each keep theirs turn by turn, whoever answered in between', async () => {
    const stage = await setUp(() => ({
      tiers: { deep: { model: 'requested', effort: 'max' }, quick: { model: 'requested', effort: 'low' } },
    }));
    const tiers = ['deep', 'quick', 'quick', 'deep', 'quick', 'deep'];
    await play(
      stage,
      tiers.map((tier) => ({ 'x-turnwise-tier': tier })),
    );
    expect(stage.events.map((event) => event.servedTier)).toEqual(tiers);
    expect(stage.home.billed.every(({ model }) => model === requested)).toBe(true);
    const efforts = stage.home.requests.map(({ body }) => JSON.parse(body.toString()).output_config.effort);
    expect(efforts).toEqual(['max', 'low', 'low', 'max', 'low', 'max']);
  });
});
