import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { call, say, script, strictUpstream, think } from './agent.fixture.ts';
import { type Conversation, createConversation, resumeConversation } from './index.ts';
import { weatherAgent } from './weather-agent.fixture.ts';

const fixture = fileURLToPath(new URL('resume.process.fixture.ts', import.meta.url));

async function inAnotherProcess(baseUrl: string, conversation: Conversation, message: string): Promise<Conversation> {
  const child = spawn(process.execPath, [fixture, baseUrl, message], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(conversation));
  return resumeConversation(await text(child.stdout));
}

const answers = script(
  { content: [think('look'), call('a', 'weather_tool')] },
  { content: [think('wet'), say('Rain.')] },
  { content: [think('again'), call('b', 'weather_tool')] },
  { content: [say('Still rain.')] },
);

describe('a kept conversation', () => {
  test('is gone on with in another process, and the strict API takes every turn', async () => {
    const { baseUrl } = await strictUpstream(answers);
    const { conversation } = await weatherAgent(baseUrl).run(createConversation({ id: 'c1' }), 'Weather?');
    const after = await inAnotherProcess(baseUrl, conversation, 'And now?');
    expect(after.messages.slice(0, conversation.messages.length)).toEqual(conversation.messages);
    expect(after.messages.at(-1)?.content).toEqual([say('Still rain.')]);
    expect(after.turns.map(({ tier }) => tier)).toEqual(['reasoning', 'execution', 'reasoning', 'execution']);
    expect(after.turns.map(({ event }) => event.trace?.dropsBlocks)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(after.totals).toMatchObject({ executionTurns: 2, reasoningTurns: 2, costUnknownTurns: 0 });
  });

  test('brings with it what routing knew: its place, its caches, its account', async () => {
    const { baseUrl } = await strictUpstream(answers);
    const { conversation } = await weatherAgent(baseUrl).run(createConversation({ id: 'c1' }), 'Weather?');
    const kept = JSON.stringify(conversation);
    const { conversation: after } = await weatherAgent(baseUrl).run(resumeConversation(kept), 'And now?');
    const [first, , third] = after.turns;
    expect(third?.event.place).toBe('next');
    expect(third?.event.conversationId).toBe(first?.event.conversationId);
    expect(third?.usage?.cacheReadTokens).toBeGreaterThan(1_000);
    const fourth = after.turns[3];
    const account = conversation.turns.at(-1)?.event.bill?.account;
    expect(fourth?.event.decision.arithmetic?.account.baselineNanoUsd).toBeGreaterThan(account?.baselineNanoUsd ?? 0);
    expect(fourth?.quotes.find(({ tier }) => tier === 'reasoning')?.cachedTokens).toBeGreaterThan(1_000);
  });

  test('comes back from JSON as it was', async () => {
    const { baseUrl } = await strictUpstream(answers);
    const { conversation } = await weatherAgent(baseUrl).run(createConversation(), 'Weather?');
    expect(resumeConversation(JSON.stringify(conversation))).toEqual(JSON.parse(JSON.stringify(conversation)));
  });

  test.each([
    ['no JSON', '{', /no JSON/],
    ['another version', { ...createConversation(), version: 2 }, /version/],
    [
      'a message of nobody',
      { ...createConversation(), messages: [{ role: 'tool', content: '' }] },
      /messages\[0\]\.role/,
    ],
    ['a turn without its event', { ...createConversation(), turns: [{}] }, /turns\[0\]\.event/],
  ])('with %s is refused, and told why', (_what, kept, why) => {
    expect(() => resumeConversation(kept)).toThrow(why);
    expect(() => resumeConversation(kept)).toThrow(TypeError);
  });
});
