import { z } from 'zod';
import { claudeCodeScenarios } from './claude-code-scenarios.ts';
import type { Client } from './client.ts';
import type { Volatile } from './normalise.ts';

/** What `-p --output-format json` says in the end, less its ids, times and the money that it works out by itself. */
const resultSchema = z.object({
  result: z.string(),
  subtype: z.string(),
  is_error: z.boolean(),
  num_turns: z.number(),
  stop_reason: z.string().nullable(),
  terminal_reason: z.string().optional(),
  permission_denials: z.array(z.unknown()),
});

const volatile: readonly Volatile[] = [
  { what: 'device ids', pattern: /\b[0-9a-f]{64}\b/g, becomes: '<device>' },
  { what: 'agent ids', pattern: /\ba[0-9a-f]{16}\b/g, becomes: '<agent>' },
  { what: 'the billing header', pattern: /(?<=cc_version=\d+\.\d+\.\d+\.)[0-9a-f]+/g, becomes: '<suffix>' },
  { what: 'tool durations', pattern: /(?<="x-claude-code-prev-tool-durations":"[^"]*=)\d+/g, becomes: '<ms>' },
  { what: 'durations of agents', pattern: /(?<=duration_ms(: |>))\d+/g, becomes: '<ms>' },
  // What an agent used, as its replies said; another model counts otherwise.
  { what: 'tokens of agents', pattern: /(?<=subagent_tokens(: |>))\d+/g, becomes: '<tokens>' },
];

/** Claude Code, headless. Also as root; `CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC` keeps it from every other host. */
export const claudeCode: Client = {
  name: 'claude-code',
  package: { name: '@anthropic-ai/claude-code', version: '2.1.330' },
  executable: `@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
  command: ({ text, model, continues }, { baseUrl, home }) => ({
    args: [
      ...(continues === true ? ['--continue'] : []),
      ...['-p', text, '--model', model, '--output-format', 'json', '--allowedTools', 'Read,Bash,Agent'],
    ],
    environment: {
      CLAUDE_CONFIG_DIR: `${home}/.claude`,
      ANTHROPIC_BASE_URL: baseUrl,
      ANTHROPIC_API_KEY: 'sk-dummy',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_GATEWAY_HINT_HEADERS: '1',
    },
  }),
  resultOf: (output) => resultSchema.parse(JSON.parse(output)),
  volatile,
  scenarios: claudeCodeScenarios,
};
