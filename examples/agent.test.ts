import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Answer, Answerer } from '../src/simulator/index.ts';
import { run, startUpstream } from './example.fixture.ts';

/** Says its answers in order; the last may differ by model. */
const script =
  (...answers: readonly Answer[]): Answerer =>
  ({ messages }) =>
    answers[messages.filter(({ role }) => role === 'assistant').length];

const say = (text: string): Answer => ({ content: [{ type: 'text', text }], stopReason: 'end_turn' });
const call = (name: string, input: { readonly [key: string]: string }): Answer => ({
  content: [{ type: 'tool_use', id: `toolu_${name}`, name, input }],
  stopReason: 'tool_use',
});

function freshPath(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-example-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

test('04 loads a tool when it needs it', async () => {
  const upstream = await startUpstream(
    script(
      call('request_tool', { name: 'flight_search' }),
      call('flight_search', { from: 'BGO', to: 'OSL' }),
      call('weather_tool', { city: 'Oslo' }),
      say('Fly at 07:25.'),
    ),
  );
  expect(await run('04-agent-deferred-tools.ts', upstream)).toBe(
    [
      'user_request -> claude-sonnet-5-5',
      'loaded flight_search',
      'ran request_tool',
      'simple_tools -> claude-haiku-5-5',
      'ran flight_search',
      'complex_tools -> claude-sonnet-5-5',
      'ran weather_tool',
      'simple_tools -> claude-haiku-5-5',
      'answered: Fly at 07:25.\n',
    ].join('\n'),
  );
});

test('05 has a verdict of its own', async () => {
  const upstream = await startUpstream((request) => {
    if (request.messages.length === 1) return call('order_tool', { order: '17' });
    return say(request.model.id === 'claude-haiku-5-5' ? 'Shipped. A refund?' : 'Shipped on Monday.');
  });
  expect(await run('05-custom-rules.ts', upstream)).toBe(
    'user_request -> reasoning\nsimple_tools -> reasoning, after speaks_of_money\nShipped on Monday.\n',
  );
});

test('06 goes on with a conversation in another process', async () => {
  const upstream = await startUpstream(script(say('Hello!'), say('Still here.')));
  const path = freshPath('conversation.json');
  expect(await run('06-resume.ts', upstream, [path, 'Hello'])).toMatch(/^answered: Hello!\n1 turns, \$0\.\d{4}\n$/);
  expect(await run('06-resume.ts', upstream, [path, 'There?'])).toMatch(/^answered: Still here\.\n2 turns, \$/);
});

test('07 tells every turn to sinks', async () => {
  const upstream = await startUpstream(script(say('Hello!')));
  const written = await run('07-sinks.ts', upstream, [freshPath('turns.sqlite')]);
  expect(written).toMatch(/^claude-sonnet-5-5 (\d+)\nanswered after 1 turn\nrecorded: 1 turn, \1 nano-dollars\n$/);
});
