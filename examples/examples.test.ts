import { expect, onTestFinished, test } from 'vitest';
import type { Answerer } from '../src/simulator/index.ts';
import { run, startUpstream } from './example.fixture.ts';
import { startGateway } from './gateway.fixture.ts';

/** Looks the weather up once, then answers. */
const umbrella =
  (tool: string): Answerer =>
  ({ messages }) =>
    messages.length === 1
      ? {
          content: [{ type: 'tool_use', id: 'toolu_1', name: tool, input: { city: 'Bergen' } }],
          stopReason: 'tool_use',
        }
      : { content: [{ type: 'text', text: 'Yes: it rains.' }], stopReason: 'end_turn' };

test('01 routes a client of the official SDK', async () => {
  // The tool runner tries a thread first, which is refused so that it sends the whole history.
  expect(await run('01-sdk-middleware.ts', await startUpstream(umbrella('get_weather')))).toBe(
    [
      'thread_refused -> claude-sonnet-5-5',
      'user_request -> claude-sonnet-5-5',
      'simple_tools -> claude-haiku-5-5',
      'Yes: it rains.\n',
    ].join('\n'),
  );
});

const routedOnce = ['user_request -> claude-sonnet-5-5', 'simple_tools -> claude-haiku-5-5', ''].join('\n');

test('02 routes each step of the AI SDK', async () => {
  const out = await run('02-ai-sdk.ts', `${await startUpstream(umbrella('get_weather'))}/v1`);
  expect(out).toBe(`${routedOnce}Yes: it rains. (execution)\n`);
});

test('03 routes each model call of a LangChain agent', async () => {
  const out = await run('03-langchain.ts', await startUpstream(umbrella('get_weather')));
  expect(out).toBe(`${routedOnce}Yes: it rains.\n`);
});

test('08 points an existing client at a gateway', async () => {
  const gateway = await startGateway(await startUpstream(umbrella('weather_tool')));
  onTestFinished(() => gateway.stop());
  expect(await run('08-gateway.ts', gateway.url)).toBe('simple_tools -> execution: claude-haiku-5-5\n');
});

test('09 decides a body and edits it', async () => {
  const [decision, edited = ''] = (await run('09-decide.ts')).split('\n');
  expect(decision).toBe('simple_tools -> execution');
  expect(JSON.parse(edited)).toMatchObject({ model: 'claude-haiku-5-5', output_config: { effort: 'low' } });
});
