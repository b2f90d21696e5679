import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { at, billed, call, conversation, line, reply, request, result, text, user } from './claude-code.fixture.ts';
import { claudeCodeImporter } from './claude-code.ts';
import { describeLineImporter, readAll, readingIsSimple, temporaryFile } from './importer.conformance.fixture.ts';

describeLineImporter(
  claudeCodeImporter,
  conversation.map((one) => JSON.stringify(one)),
);

async function read(lines: readonly object[], ruling = readingIsSimple) {
  const path = temporaryFile('session.jsonl');
  writeFileSync(path, lines.map((one) => JSON.stringify(one)).join('\n'));
  return readAll(claudeCodeImporter, path, ruling);
}

const lastTurn = async (lines: readonly object[]) => (await read(lines)).conversations[0]?.turns.at(-1);
const third = { id: 'msg_3', usage: billed(4, 10, 10_500, 100) };

test('counts a reply once however many lines it has, with all its calls and blocks', async () => {
  const two = { id: 'msg_1', usage: billed(4, 60, 0, 10_000) };
  const { conversations } = await read([
    user('Read both', 0),
    reply({ ...two, usage: billed(4, 1, 0, 10_000) }, text('I read.'), 0.5),
    reply(two, call('toolu_1'), 0.6),
    // Tools run while the reply still comes in.
    result('toolu_1', 0.65),
    reply(two, call('toolu_2'), 0.7),
    result('toolu_2', 0.9),
    reply({ id: 'msg_2', usage: billed(4, 20, 10_000, 500) }, text('Done.'), 1.5),
  ]);
  expect(conversations).toMatchObject([
    {
      turns: [
        { outputTokens: 60, tools: ['Read', 'Read'] },
        { atSeconds: 0.9, newBlocks: 5, simple: true },
      ],
    },
  ]);
});

test('takes the time from the line of the request, and without one from what was sent last', async () => {
  const { conversations } = await read(conversation);
  expect(conversations[0]?.turns).toMatchObject([{ latencySeconds: 0.7 }, { atSeconds: 1, latencySeconds: 0.5 }]);
  const older = conversation.filter((one) => !('type' in one && one.type === 'api-request'));
  const turns = (await read(older)).conversations[0]?.turns;
  expect(turns?.[1]?.atSeconds).toBeCloseTo(0.9, 6);
});

test('a reply after an error, a person, or a tool that is not simple is not simple; a harness is no person', async () => {
  const after = async (...sent: readonly object[]) =>
    (
      await lastTurn([
        ...conversation,
        reply({ id: 'msg_3', usage: billed(4, 9, 0, 0) }, call('toolu_3'), 2),
        ...sent,
        reply({ id: 'msg_4', usage: billed(4, 9, 0, 0) }, text('.'), 4),
      ])
    )?.simple;
  expect(await after(result('toolu_3', 3))).toBe(true);
  expect(await after(result('toolu_3', 3, { is_error: true }))).toBe(false);
  expect(await after(result('toolu_3', 3), user('No!', 3))).toBe(false);
  expect(await after(result('toolu_3', 3), user('<system-reminder>It is late.</system-reminder>', 3))).toBe(true);
  expect(await after(result('toolu_3', 3), user('Caveat', 3, { isMeta: true }))).toBe(true);
  expect(await after(result('unknown', 3))).toBe(false);
});

test('makes subagents conversations of their own: by agent, and in older files by the chain of their lines', async () => {
  const agent = { isSidechain: true, agentId: 'agent-1' };
  const newer = await read([
    ...conversation,
    request('r9', 2, { ...agent, querySource: 'agent:builtin:Explore' }),
    user('Look around', 2, agent),
    reply(third, text('Seen.'), 3, agent),
  ]);
  expect(newer.conversations).toMatchObject([
    { id: 'session-1', turns: [{}, {}] },
    { id: 'agent-1', subagent: 'Explore', turns: [{ after: 'user' }] },
  ]);
  const [one, two] = ['One', 'Two'].map((words) => user(words, 2, { isSidechain: true, parentUuid: null }));
  const under = (parent: { uuid: string } | undefined, id: string) =>
    reply({ ...third, id }, text('Seen.'), 3, { isSidechain: true, parentUuid: parent?.uuid });
  const older = await read([...conversation, one ?? {}, two ?? {}, under(one, 'msg_3'), under(two, 'msg_4')]);
  expect(older.conversations.map(({ subagent, turns }) => [subagent, turns.length])).toEqual([
    [undefined, 2],
    ['subagent', 1],
    ['subagent', 1],
  ]);
});

test('takes what was read for shared after a compaction, however long ago', async () => {
  const later = [user('More', 900), reply({ id: 'msg_3', usage: billed(4, 9, 0, 12_000) }, text('.'), 901)];
  const boundary = line('system', 800, { subtype: 'compact_boundary' });
  expect(await lastTurn([...conversation, ...later])).toMatchObject({
    sharedPrefixTokens: 10_504,
    isPrefixEstimated: true,
  });
  expect(await lastTurn([...conversation, boundary, ...later])).toMatchObject({
    sharedPrefixTokens: 0,
    isPrefixEstimated: false,
  });
});

test('leaves out what the client itself says where a request failed', async () => {
  const failed = line('assistant', 2, {
    isApiErrorMessage: true,
    message: { id: 'x', model: '<synthetic>', content: [text('API Error')], usage: billed(0, 0, 0, 0) },
  });
  const { conversations, unreadable } = await read([...conversation, failed]);
  expect(conversations[0]?.turns).toHaveLength(2);
  expect(unreadable).toBe(0);
});

test('tells replies without usage', async () => {
  const silent = line('assistant', 2, { message: { id: 'x', model: 'claude-sonnet-5-5', content: [text('.')] } });
  expect((await read([...conversation, silent])).unreadable).toBe(1);
});

test('a reply that a resumed session copied from another file is no turn again', async () => {
  const seenReplies = new Set<string>();
  const turnsIn = async (lines: readonly object[]) => {
    const path = temporaryFile('session.jsonl');
    writeFileSync(path, lines.map((one) => JSON.stringify(one)).join('\n'));
    const turns = [];
    for await (const one of claudeCodeImporter.read(path, { ruling: readingIsSimple, seenReplies }))
      turns.push(...one.turns);
    return turns;
  };
  expect(await turnsIn(conversation)).toHaveLength(2);
  const resumed = [...conversation, user('More', 3), reply(third, text('.'), 4)];
  expect(await turnsIn(resumed)).toMatchObject([{ atSeconds: 0, inputTokens: 10_604, sharedPrefixTokens: 10_500 }]);
});

test('recognises files of versions that begin with a summary', () => {
  expect(claudeCodeImporter.recognises([{ type: 'summary', summary: 's', leafUuid: 'u', timestamp: at(0) }])).toBe(
    true,
  );
});
