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

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-replay-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    process.exitCode = 0;
  });
  return folder;
}

/** A settings file, and the path to it. */
function settingsFile(text: string): string {
  const file = join(temporaryFolder(), 'settings.yaml');
  writeFileSync(file, text);
  return file;
}

/** A transcript of Claude Code: two files are read, the second an age later. */
const transcript = [0, 5, 1_000].flatMap((seconds, index) => {
  const timestamp = new Date(Date.UTC(2026, 10, 20) + 1_000 * seconds).toISOString();
  const base = { sessionId: 's', timestamp };
  const result = [{ type: 'tool_result', tool_use_id: `t${index - 1}`, content: 'x' }];
  const usage = { input_tokens: 0, output_tokens: 10, cache_read_input_tokens: index === 1 ? 600 : 0 };
  const message = {
    id: `m${index}`,
    model: 'claude-sonnet-5-5',
    content: [{ type: 'tool_use', id: `t${index}`, name: 'Read', input: {} }],
    usage: { ...usage, cache_creation_input_tokens: 600 },
  };
  return [
    JSON.stringify({ ...base, type: 'user', message: { role: 'user', content: index === 0 ? 'Read' : result } }),
    JSON.stringify({ ...base, type: 'assistant', message }),
  ];
});

/** Runs `turnwise replay` on a file with these lines; gives back what it printed and its exit code. */
async function replay(lines: readonly string[], ...args: readonly string[]) {
  const folder = temporaryFolder();
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
        lapsedUsd: 0,
        policies: {
          'names-only': {
            usd: expect.closeTo(2 * (0.051 + 0.0025 + 0.0002 + 0.0001), 9),
            seconds: expect.any(Number),
            costPercent: expect.closeTo((100 * 0.0538) / 0.057, 6),
            latencyPercent: expect.any(Number),
            executionTurns: 4,
            discardedFinals: 0,
            switches: 2,
            worstConversationPercent: expect.closeTo((100 * 0.0538) / 0.057, 6),
            oracleShare: 1,
            pings: 0,
            pingUsd: 0,
            missed: { cold_start: 40_000, model_switched: 40_000 },
            lapsedUsd: 0,
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

  test('keeps caches warm under policies that say so', async () => {
    const turns = conversation('m').turns.map((one, index) => ({ ...one, atSeconds: index * 500, simple: false }));
    const names = ['always-reasoning+warm', 'turnwise+warm', 'oracle+warm', 'reasoning+warm'];
    const flags = names.flatMap((name) => ['--policy', name]);
    const { out } = await replay([JSON.stringify({ turns })], '--json', ...flags);
    const { policies } = JSON.parse(out)[0];
    for (const name of names) expect(policies[name].pings).toBeGreaterThan(0);
    expect((await replay([JSON.stringify({ turns })], ...flags)).out).toMatch(
      /cost \$0\.0960 under always-reasoning, never pinged\n +\$0\.0000 and \$.* of pings under always-reasoning\+warm/,
    );
  });

  test('takes only conversations whose first turn names a model, under every pair asked for', async () => {
    const pairs = ['claude-sonnet-4-5:claude-haiku-4-5', 'claude-opus-5-5:claude-sonnet-5-5'];
    const flags = pairs.flatMap((pair) => ['--pair', pair]);
    const { out } = await replay(twoConversations, '--only', 'sonnet', '--json', ...flags, '--caching', 'off');
    expect(JSON.parse(out)).toMatchObject(pairs.map((pair) => ({ pair, conversations: 1, caching: 'off' })));
  });

  test('reads in transcripts which turns are simple by the settings, and compares a settings file as a policy', async () => {
    const reads = settingsFile('simpleTools: [Read]');
    const greps = settingsFile('simpleTools: [Grep]');
    const flags = ['--json', '--policy', 'oracle', '--policy', reads, '--policy', greps];
    const simple = async (...more: readonly string[]) =>
      JSON.parse((await replay(transcript, ...flags, ...more)).out)[0];
    expect(await simple()).toMatchObject({ turns: 3, simple: 0 });
    const { policies, ...counts } = await simple('--config', reads);
    expect(counts).toMatchObject({ turns: 3, simple: 2 });
    expect(policies).toMatchObject({
      oracle: { executionTurns: 2 },
      [reads]: { executionTurns: 2 },
      [greps]: { executionTurns: 0 },
    });
  });

  test('looks for a cache within 20 blocks of the end where asked to', async () => {
    const turns = conversation('m').turns.map((one) => ({ ...one, tools: Array(15).fill('Read') }));
    const lines = [JSON.stringify({ turns })];
    const usd = async (model: string) => {
      const { out } = await replay(lines, '--json', '--policy', 'always-reasoning', '--cache-model', model);
      return JSON.parse(out)[0].policies['always-reasoning'].usd;
    };
    expect(await usd('simple')).toBeCloseTo(0.05 + 2 * 0.002 + 0.003, 9);
    expect(await usd('breakpoints')).toBeCloseTo(3 * 0.05 + 0.003, 9);
  });

  test('says in how many turns the shared prefix is an estimate', async () => {
    const { out } = await replay(transcript);
    expect(out).toContain('In 1 of 3 turns no warm cache shows');
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
    ['a settings file that is not there', ['--policy', './nowhere.yaml'], 'nowhere.yaml'],
    ['a file that is not there', ['/nowhere.jsonl'], 'ENOENT'],
  ])('refuses %s', async (_, args, words) => {
    const { notes, code } = await replay(twoConversations, ...args);
    expect(code).toBe(2);
    expect(notes).toContain(words);
  });
});
