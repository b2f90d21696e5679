import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Trajectory } from '../trajectory.ts';
import { readTrajectories } from './trajectories.ts';

const turn = { atSeconds: 0, after: 'user', inputTokens: 10, outputTokens: 1, sharedPrefixTokens: 0, simple: false };

async function read(...lines: readonly unknown[]) {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-trajectories-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'file.jsonl');
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  const unreadable: number[] = [];
  const conversations: Trajectory[] = [];
  for await (const one of readTrajectories(file, { onUnreadable: (line) => void unreadable.push(line) }))
    conversations.push(one);
  return { conversations, unreadable };
}

test('reads a conversation a line and leaves out what it does not know', async () => {
  const { conversations } = await read({ id: 'a', licence: 'MIT', turns: [{ ...turn, commands: ['ls'] }] });
  expect(conversations).toEqual([{ id: 'a', turns: [turn] }]);
});

test('passes over members of another shape that nothing depends on', async () => {
  const { conversations } = await read({
    id: 7,
    subagent: true,
    turns: [{ ...turn, tools: 'Read', toolErrors: 'two' }],
  });
  expect(conversations).toEqual([{ turns: [turn] }]);
});

test('tells lines that are no conversation and goes on', async () => {
  const broken = { turns: [{ ...turn, inputTokens: -1 }] };
  const { conversations, unreadable } = await read('{"turns": [', { turns: [turn] }, '', broken, { turns: [] });
  expect(conversations).toHaveLength(2);
  expect(unreadable).toEqual([1, 3]);
});
