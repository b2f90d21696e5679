import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Client } from './client.ts';
import { play } from './play.ts';
import type { Scenario } from './scenario.ts';

const agent = fileURLToPath(new URL('./small-agent.fixture.ts', import.meta.url));
const modules = dirname(agent);

function smallAgent(habit = ''): Client {
  return {
    name: 'small-agent',
    package: { name: 'small-agent', version: '1.0.0' },
    executable: basename(agent),
    command: ({ text }, { baseUrl }) => ({ args: [text], environment: { BASE_URL: baseUrl, HABIT: habit } }),
    resultOf: (output) => JSON.parse(output),
    volatile: [],
    scenarios: [],
  };
}

const scenario: Scenario = {
  name: 'read, then write',
  prompts: [{ text: 'Copy it.', model: 'claude-sonnet-5-5' }],
  script: (folder) => ({
    'Copy it.': [
      { text: 'I read.', calls: [{ tool: 'Read', input: { file_path: `${folder}/a.txt` } }] },
      { calls: [{ tool: 'Write', input: {} }] },
      { text: 'Copied.' },
    ],
  }),
  turns: [['user_request reasoning first', 'simple_tools execution next', 'complex_tools reasoning next']],
};

describe('playing a scenario', () => {
  test('finds nothing where the gateway changes nothing but the listed edits', async () => {
    const outcome = await play(smallAgent(), scenario, modules);
    expect(outcome).toMatchObject({ calls: 3, executionTurns: 1, findings: [] });
  });

  test('finds a result that differs', async () => {
    const { findings } = await play(smallAgent('tells its address'), scenario, modules);
    expect(findings).toEqual([expect.stringContaining('run 1 ends otherwise')]);
  });

  test('finds a request that differs by more than the listed edits', async () => {
    const { findings } = await play(smallAgent('sends its address'), scenario, modules);
    expect(findings).toHaveLength(3);
    expect(findings[0]).toContain('call 1 of');
  });

  test('finds turns that are decided otherwise than expected', async () => {
    const { findings } = await play(smallAgent(), { ...scenario, turns: [['user_request reasoning first']] }, modules);
    expect(findings).toEqual([expect.stringContaining('decided otherwise')]);
  });

  test('a failing call reaches the client, its turn and the comparison', async () => {
    const fault = { kind: 'error', status: 529, type: 'overloaded_error' } as const;
    const turns = [['user_request reasoning first upstream_error']];
    const { calls, findings } = await play(smallAgent(), { ...scenario, faults: [fault], turns }, modules);
    expect(calls).toBe(1);
    expect(findings).toEqual([expect.stringContaining('failed without the gateway')]);
  });
});
