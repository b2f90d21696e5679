import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeLineImporter, readAll, temporaryFile } from './importer.conformance.fixture.ts';
import { trajectoryImporter } from './trajectories.ts';

const turn = { atSeconds: 0, after: 'user', inputTokens: 10, outputTokens: 1, sharedPrefixTokens: 0, simple: false };

describeLineImporter(trajectoryImporter, [
  JSON.stringify({
    id: 'one',
    turns: [
      { ...turn, inputTokens: 10_004, outputTokens: 60, tools: ['Read'] },
      {
        atSeconds: 1,
        after: 'tool',
        inputTokens: 10_504,
        outputTokens: 20,
        cacheReadTokens: 10_000,
        sharedPrefixTokens: 10_000,
        simple: true,
      },
    ],
  }),
]);

async function read(...lines: readonly unknown[]) {
  const file = temporaryFile('file.jsonl');
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return readAll(trajectoryImporter, file);
}

test('leaves out what it does not know, and members of another shape that nothing depends on', async () => {
  const { conversations } = await read(
    { id: 'a', licence: 'MIT', turns: [{ ...turn, commands: ['ls'] }] },
    { id: 7, subagent: true, turns: [{ ...turn, tools: 'Read', toolErrors: 'two' }] },
  );
  expect(conversations).toEqual([{ id: 'a', turns: [turn] }, { turns: [turn] }]);
});

test('tells lines that are no conversation and goes on', async () => {
  const broken = { turns: [{ ...turn, inputTokens: -1 }] };
  const { conversations, unreadable } = await read('{"turns": [', { turns: [turn] }, '', broken, { turns: [] });
  expect(conversations).toHaveLength(2);
  expect(unreadable).toBe(2);
});
