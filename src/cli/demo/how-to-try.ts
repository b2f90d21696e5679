import type { Scenario } from '../../simulator/index.ts';
import { requestedModel } from './assistant.ts';
import type { Stage } from './stage.ts';

/** How to try the gateway while it is served: one turn as a command, and any client's environment. */
export function howToTry({ gatewayUrl }: Stage, scenario: Scenario): string {
  return [
    `The gateway still runs: ${gatewayUrl}, in front of the simulator, which answers the demo’s tasks only.`,
    '',
    'A turn of the loop, after a simple tool has answered (see x-turnwise-tier, -model, -reason):',
    '',
    `  curl -si ${gatewayUrl}/v1/messages -H 'x-api-key: demo' -H 'anthropic-version: 2023-06-01' \\`,
    `    -d '${JSON.stringify(turnAfterTool(scenario))}'`,
    '',
    'Your own agent, asked in the words of a task:',
    '',
    `  ANTHROPIC_BASE_URL=${gatewayUrl} ANTHROPIC_API_KEY=demo <your agent>`,
    '',
    'Real traffic: turnwise serve. Ctrl-C ends the demo.',
  ].join('\n');
}

/** The second turn of a scenario: what the user said, the calls, a result (no scripted reply depends on it). */
function turnAfterTool({ turns }: Scenario): object {
  const [first] = turns;
  const calls = first?.steps[0]?.calls ?? [];
  const named = calls.map((call, index) => ({ ...call, id: `toolu_${index + 1}` }));
  return {
    model: requestedModel,
    max_tokens: 500,
    messages: [
      { role: 'user', content: first?.user },
      {
        role: 'assistant',
        content: named.map(({ id, tool, input }) => ({ type: 'tool_use', id, name: tool, input })),
      },
      {
        role: 'user',
        content: named.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'ok' })),
      },
    ],
  };
}
