import { composeGateway } from '../../src/cli/index.ts';
import { compilePolicy, parseSettings } from '../../src/core/index.ts';
import { startSimulator } from '../../src/simulator/index.ts';

/** A gateway before a simulator that takes as long as its models do. */
export interface HoldStage {
  readonly url: string;
  close(): Promise<void>;
}

/** Says what a request is to be answered with: `tool` or `text`, and how many tokens. */
export const shapeHeader = 'x-bench-shape';

/** Starts both. */
export async function startHoldStage(): Promise<HoldStage> {
  const simulator = await startSimulator({
    timeScale: 1,
    seed: 1,
    answerers: [
      ({ headers }) => {
        const [kind, tokens] = String(headers[shapeHeader]).split(' ');
        const words = 'It rains in Bergen. '.repeat(Number(tokens) / 5);
        const call = { type: 'tool_use', id: 'toolu_1', name: 'email_tool', input: { text: words } };
        const outputTokens = Number(tokens);
        return kind === 'tool'
          ? { content: [call], stopReason: 'tool_use', outputTokens }
          : { content: [{ type: 'text', text: words }], stopReason: 'end_turn', outputTokens };
      },
    ],
  });
  const parsed = parseSettings({
    upstream: { baseUrl: simulator.baseUrl },
    listen: { port: 0 },
    control: { share: 0 },
    record: { path: 'off' },
  });
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (!parsed.ok || !compiled.ok) throw new Error(`the bench's own settings are wrong: ${JSON.stringify(compiled)}`);
  const composed = await composeGateway({
    config: { settings: parsed.settings, policy: compiled.policy },
    credentials: { tokens: [] },
    salt: 'bench',
    environment: {},
    sinks: [],
    onProblem: ({ message }) => {
      throw new Error(message);
    },
  });
  return {
    url: composed.gateway.url,
    async close() {
      await composed.close();
      await simulator.close();
    },
  };
}
