import { describe, expect, test } from 'vitest';
import { call, say } from './agent.fixture.ts';
import type { Message } from './message.ts';
import { closeOpenCalls, errorResult, pairingProblem } from './tool-calls.ts';

const user = (...content: Message['content'] & object): Message => ({ role: 'user', content });
const assistant = (...content: Message['content'] & object): Message => ({ role: 'assistant', content });
const result = (id: string) => errorResult(id, 'x');

describe('open calls', () => {
  test('of the last message are closed with error results', () => {
    const messages = [user(say('Go')), assistant(call('a', 't'), call('b', 't'))];
    const closed = closeOpenCalls(messages, 'stopped');
    expect(closed.slice(0, 2)).toEqual(messages);
    expect(closed[2]).toEqual(user(errorResult('a', 'stopped'), errorResult('b', 'stopped')));
    expect(pairingProblem(closed)).toBeUndefined();
  });

  test('where there are none nothing is added', () => {
    for (const messages of [[], [user(say('Go'))], [user(say('Go')), assistant(say('Done'))]]) {
      expect(closeOpenCalls(messages)).toBe(messages);
    }
  });
});

test.each<[string, readonly Message[], string | undefined]>([
  ['answered in one message', [assistant(call('a', 't')), user(result('a'))], undefined],
  [
    'answered in two neighbours',
    [assistant(call('a', 't'), call('b', 't')), user(result('a')), user(result('b'))],
    undefined,
  ],
  [
    'called in two neighbours',
    [assistant(call('a', 't')), assistant(call('b', 't')), user(result('a'), result('b'))],
    undefined,
  ],
  ['still to be answered', [user(say('Go')), assistant(call('a', 't'))], undefined],
  ['never answered', [assistant(call('a', 't')), user(say('Go on'))], 'the call a has no result'],
  [
    'passed over',
    [assistant(call('a', 't')), user(say('x')), assistant(say('y')), user(say('z'))],
    'the call a has no result',
  ],
  [
    'answered too late',
    [assistant(call('a', 't')), user(say('x')), assistant(say('y')), user(result('a'))],
    'the call a has no result',
  ],
  ['without a call', [user(result('a'))], 'the result of a has no call before it'],
])('calls %s', (_how, messages, problem) => {
  expect(pairingProblem(messages)).toBe(problem);
});
