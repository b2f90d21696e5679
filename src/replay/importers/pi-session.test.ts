import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeLineImporter, readAll, rulingOf, temporaryFile } from './importer.conformance.fixture.ts';
import { piSessionImporter } from './pi-session.ts';

const startMs = Date.parse('2026-11-20T10:00:00.000Z');
const iso = (seconds: number) => new Date(startMs + 1_000 * seconds).toISOString();

const header = { type: 'session', version: 3, id: 'session-1', timestamp: iso(0), cwd: '/project' };

/** Entries in the session format of pi 0.73: each the child of the one before. */
function entry(id: string, parentId: string | null, seconds: number, message: object) {
  return { type: 'message', id, parentId, timestamp: iso(seconds), message };
}

const text = (words: string) => [{ type: 'text', text: words }];
const usage = (input: number, output: number, cacheRead: number, cacheWrite: number) => ({
  ...{ input, output, cacheRead, cacheWrite, totalTokens: input + output + cacheRead + cacheWrite },
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
});
const user = (words: string, seconds: number) => ({
  role: 'user',
  content: text(words),
  timestamp: startMs + 1_000 * seconds,
});
const result = (toolCallId: string, isError = false) => ({
  role: 'toolResult',
  toolCallId,
  toolName: 'read',
  content: text('x'),
  isError,
  timestamp: startMs,
});
const reply = (seconds: number, billed: object, content: readonly object[], more: object = {}) => ({
  role: 'assistant',
  content,
  api: 'anthropic-messages',
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  usage: billed,
  stopReason: 'toolUse',
  timestamp: startMs + 1_000 * seconds,
  ...more,
});
const call = (id: string, name = 'read', args: object = { path: 'a.txt' }) => ({
  type: 'toolCall',
  id,
  name,
  arguments: args,
});

const conversation = [
  header,
  { type: 'thinking_level_change', id: 'x1', parentId: null, timestamp: iso(0), thinkingLevel: 'off' },
  entry('a1', 'x1', 0, user('Read a.txt', 0)),
  entry('a2', 'a1', 0.8, reply(0, usage(4, 60, 0, 10_000), [...text('I read.'), call('c1')])),
  entry('a3', 'a2', 0.9, result('c1')),
  entry('a4', 'a3', 2, reply(1, usage(4, 20, 10_000, 500), text('Done.'), { stopReason: 'stop' })),
];

describeLineImporter(
  piSessionImporter,
  conversation.map((line) => JSON.stringify(line)),
);

async function read(entries: readonly object[], ruling = rulingOf({ simpleTools: ['read', 'bash(ls:*)'] })) {
  const path = temporaryFile('session.jsonl');
  writeFileSync(path, entries.map((line) => JSON.stringify(line)).join('\n'));
  const { conversations, unreadable } = await readAll(piSessionImporter, path, ruling);
  return { id: conversations[0]?.id, turns: conversations[0]?.turns ?? [], unreadable };
}

test('keeps times, tools, the reason for which a reply ended in the words of the API, and blocks that were added', async () => {
  const { id, turns } = await read(conversation);
  expect(id).toBe('session-1');
  expect(turns).toMatchObject([
    { latencySeconds: 0.8, tools: ['read'], stopReason: 'tool_use', newBlocks: 1 },
    { latencySeconds: 1, tools: [], stopReason: 'end_turn', newBlocks: 3, model: 'claude-sonnet-4-5' },
  ]);
});

test('a turn is simple only when every call before it was, no result is an error and nobody spoke', async () => {
  const after = async (calls: readonly object[], sent: readonly object[]) => {
    const entries = [
      header,
      entry('a1', null, 0, user('Go', 0)),
      entry('a2', 'a1', 1, reply(0, usage(4, 60, 0, 10_000), calls)),
      ...sent.map((message, index) => entry(`b${index}`, 'a2', 2, message)),
      entry('a4', 'b0', 4, reply(3, usage(4, 20, 10_000, 500), text('Done.'))),
    ];
    return (await read(entries)).turns.at(-1)?.simple;
  };
  expect(await after([call('c1'), call('c2', 'bash', { command: 'ls -l' })], [result('c1'), result('c2')])).toBe(true);
  expect(await after([call('c1'), call('c2', 'bash', { command: 'rm a' })], [result('c1'), result('c2')])).toBe(false);
  expect(await after([call('c1')], [result('c1', true)])).toBe(false);
  expect(await after([call('c1')], [result('c1'), user('Wait', 2)])).toBe(false);
});

test('takes the whole prompt before for shared where its cache has lapsed, and says so', async () => {
  const { turns } = await read([
    ...conversation,
    entry('a5', 'a4', 1_000, user('More', 1_000)),
    entry('a6', 'a5', 1_002, reply(1_000, usage(4, 20, 0, 11_000), text('Done.'))),
  ]);
  expect(turns.map(({ sharedPrefixTokens }) => sharedPrefixTokens)).toEqual([0, 10_000, 10_504]);
  expect(turns.map(({ isPrefixEstimated }) => isPrefixEstimated)).toEqual([false, false, true]);
});

test('takes what was read for shared after a compaction and on a branch', async () => {
  const compaction = { type: 'compaction', id: 'k', parentId: 'a4', timestamp: iso(900), summary: 's' };
  const later = (parentId: string) => [
    entry('a5', parentId, 1_000, user('More', 1_000)),
    entry('a6', 'a5', 1_002, reply(1_000, usage(4, 20, 0, 11_000), text('Done.'))),
  ];
  const compacted = await read([...conversation, compaction, ...later('k')]);
  const branched = await read([...conversation, ...later('a2')]);
  expect([compacted, branched].map(({ turns }) => turns.at(-1)?.sharedPrefixTokens)).toEqual([0, 0]);
});

test('passes over requests that failed before anything was billed', async () => {
  const failed = reply(1, usage(0, 0, 0, 0), [], { stopReason: 'error' });
  const { turns } = await read([...conversation.slice(0, 5), entry('e', 'a3', 1.5, failed), ...conversation.slice(5)]);
  expect(turns).toHaveLength(2);
});
