import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { main } from './main.ts';

const turn = { after: 'tool', outputTokens: 100, inputTokens: 20_000, sharedPrefixTokens: 20_000, simple: true };
const conversation = (model: string) => ({
  id: model,
  turns: [
    { ...turn, atSeconds: 0, after: 'user', sharedPrefixTokens: 0, simple: false, model },
    { ...turn, atSeconds: 10 },
    { ...turn, atSeconds: 20 },
  ],
});
const twoConversations = ['claude-sonnet-4-5', 'claude-opus-4-5'].map((model) => JSON.stringify(conversation(model)));

/** Runs `turnwise replay` on a file with these lines; gives back what it printed and its exit code. */
async function replay(lines: readonly string[], ...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-replay-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    process.exitCode = 0;
  });
  const file = join(folder, 'conversations.jsonl');
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  const out: string[] = [];
  const notes: string[] = [];
  process.exitCode = 0;
  const terminal = {
    out: (text: string) => void out.push(text),
    note: (text: string) => void notes.push(text),
    isInteractive: false,
  };
  await main(['node', 'turnwise', 'replay', file, '--priced-at', '2026-11-22', ...args], terminal);
  return { file, out: out.join('\n'), notes: notes.join('\n'), code: process.exitCode };
}

describe('turnwise replay', () => {
  test('prints one comparison a file and pair as JSON', async () => {
    const { file, out, code } = await replay(twoConversations, '--json', '--policy', 'names-only');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([
      {
        file,
        pair: 'claude-sonnet-5-5:claude-haiku-5-5',
        caching: 'on',
        conversations: 2,
        turns: 6,
        simple: 4,
        policies: {
          'names-only': {
            usd: expect.closeTo(2 * (0.051 + 0.0025 + 0.0002 + 0.0001), 9),
            seconds: expect.any(Number),
            costPercent: expect.closeTo((100 * 0.0538) / 0.057, 6),
            latencyPercent: expect.any(Number),
            executionTurns: 4,
            switches: 2,
            worstConversationPercent: expect.closeTo((100 * 0.0538) / 0.057, 6),
            oracleShare: 1,
            pings: 0,
            pingUsd: 0,
          },
        },
      },
    ]);
  });

  test('prints a table for people, and what in it is recorded, modelled and held fixed', async () => {
    const { out } = await replay(twoConversations, '--keep-warm', '1');
    for (const name of ['always-reasoning', 'always-execution', 'names-only', 'oracle', 'pings'])
      expect(out).toContain(name);
    expect(out).toContain('2 conversations, 6 turns, 4 simple');
    expect(out).toMatch(/Recorded: .*\nModelled: /);
    expect(out).toContain('every saving is an upper bound');
  });

  test('takes only conversations whose first turn names a model, under every pair asked for', async () => {
    const pairs = ['claude-sonnet-4-5:claude-haiku-4-5', 'claude-opus-5-5:claude-sonnet-5-5'];
    const flags = pairs.flatMap((pair) => ['--pair', pair]);
    const { out } = await replay(twoConversations, '--only', 'sonnet', '--json', ...flags, '--caching', 'off');
    expect(JSON.parse(out)).toMatchObject(pairs.map((pair) => ({ pair, conversations: 1, caching: 'off' })));
  });

  test('says how many lines are no conversation', async () => {
    const { notes, code } = await replay([...twoConversations, '{"turns": 3}', 'no JSON']);
    expect(notes).toContain('2 lines that cannot be used left out');
    expect(code).toBe(0);
  });

  test('fails when there is nothing to replay', async () => {
    expect((await replay([])).code).toBe(1);
    expect((await replay(twoConversations, '--only', 'haiku')).code).toBe(1);
  });

  test.each([
    ['a pair of one', ['--pair', 'claude-sonnet-5-5'], 'reasoning:execution'],
    ['a model without a price', ['--pair', 'claude-sonnet-5-5:gpt-5'], 'gpt-5 has no list price on 2026-11-22'],
    ['an unknown policy', ['--policy', 'best'], 'there is no policy "best"'],
    ['a negative worth', ['--second-worth', '-1'], 'must be dollars'],
    ['half a ping', ['--keep-warm', '0.5'], 'whole number'],
    ['a day that is none', ['--priced-at', 'soon'], 'must be a date'],
    ['a file that is not there', ['/nowhere.jsonl'], 'ENOENT'],
  ])('refuses %s', async (_, args, words) => {
    const { notes, code } = await replay(twoConversations, ...args);
    expect(code).toBe(2);
    expect(notes).toContain(words);
  });
});
