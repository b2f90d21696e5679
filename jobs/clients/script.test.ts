import { expect, onTestFinished, test } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { playScript } from './script.ts';

const script = {
  'Do it.': [{ text: 'I start.', calls: [{ tool: 'Read', input: {} }] }, { text: 'Done.' }],
  'Do it. Twice.': [{ text: 'Twice.' }],
};
const reminder = { type: 'text', text: '<system-reminder>Be brief.</system-reminder>' };
const cutOff = { role: 'user', content: 'Your response above was cut off.' };

/** The first words of the answer to a transcript; the error's type where there is none. */
async function answerTo(messages: readonly object[]): Promise<string> {
  const simulator = await startSimulator({ answerers: [playScript(script)], timeScale: 0 });
  onTestFinished(() => simulator.close());
  const response = await fetch(`${simulator.baseUrl}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'sk-dummy' },
    body: JSON.stringify({
      model: 'claude-opus-5-5',
      max_tokens: 100,
      tools: [{ name: 'Read', input_schema: { type: 'object' } }],
      messages,
    }),
  });
  const reply: { content?: { text: string }[]; error?: { type: string } } = JSON.parse(await response.text());
  return reply.content?.[0]?.text ?? reply.error?.type ?? '';
}

const says = (text: string) => ({ role: 'user', content: [reminder, { type: 'text', text }] });
const used = { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} }] };
const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'x' }] };

test.each([
  ['the first step answers the words, whatever stands beside them', [says('Do it.')], 'I start.'],
  ['the next step answers the result', [says('Do it.'), used, result], 'Done.'],
  [
    'an answer that was cut before its calls is given again',
    [says('Do it.'), { role: 'assistant', content: 'I st' }, cutOff],
    'I start.',
  ],
  ['the longest scripted words count', [says('Do it. Twice.')], 'Twice.'],
  [
    'later words begin a loop of their own',
    [says('Do it.'), used, result, { role: 'assistant', content: 'Done.' }, says('Do it.')],
    'I start.',
  ],
  ['words that are not scripted are not answered', [says('Stop.')], 'invalid_request_error'],
] as const)('%s', async (_title, messages, expected) => {
  expect(await answerTo(messages)).toBe(expected);
});
