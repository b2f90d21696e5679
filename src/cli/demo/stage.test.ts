import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { converse } from './assistant.ts';
import { scenarios } from './scenarios/index.ts';
import { scriptedPerson } from './scripted-person.ts';
import { createTools } from './scripted-tools.ts';
import { setStage } from './stage.ts';
import { tools } from './tools.ts';

describe('the two ways to the same model', () => {
  test('give replies that are equal word for word, whoever answers', async () => {
    const problems: string[] = [];
    const stage = await setStage({
      scenarios,
      upstream: { timeScale: 0 },
      environment: {},
      onProblem: (message) => problems.push(message),
    });
    onTestFinished(() => stage.close());
    const words = async (baseURL: string, index: number, system: string) => {
      const scenario = scenarios[index] ?? expect.fail();
      const assistant = {
        client: new Anthropic({ apiKey: stage.apiKey, baseURL, maxRetries: 0 }),
        model: 'claude-sonnet-5-5',
        system,
        tools,
        useTool: createTools(scenario),
        stream: index % 2 === 0,
        signal: new AbortController().signal,
      };
      const said: unknown[] = [];
      for await (const { message } of converse(assistant, scriptedPerson(scenario))) {
        said.push(message.stop_reason, ...message.content.filter(({ type }) => type !== 'thinking'));
      }
      return said;
    };
    for (const index of scenarios.keys()) {
      expect(await words(stage.gatewayUrl, index, 'routed')).toEqual(await words(stage.upstreamUrl, index, 'direct'));
    }
    expect(problems).toEqual([]);
  });
});
