import { z } from 'zod';
import type { Client } from './client.ts';
import type { Volatile } from './normalise.ts';
import type { Scenario } from './scenario.ts';

const ask = 'Count the lines of notes.txt.';

function readAndShell(model: string, turns: readonly string[]): Scenario {
  return {
    name: `read and shell on ${model}`,
    prompts: [{ text: ask, model }],
    script: (folder) => ({
      [ask]: [
        {
          thinking: 'First I read it.',
          text: 'I read it.',
          calls: [{ tool: 'read_file', input: { file_path: `${folder}/notes.txt` } }],
        },
        {
          text: 'I count.',
          calls: [
            {
              tool: 'run_shell_command',
              input: { command: 'wc -l notes.txt', description: 'Count the lines', is_background: false },
            },
          ],
        },
        { text: 'The file has two lines.' },
      ],
    }),
    turns: [turns],
  };
}

/** What `--output-format json` ends its list of messages with, less ids, times and usage. */
const outputSchema = z.array(z.looseObject({ type: z.string() }));
const resultSchema = z.object({
  result: z.string(),
  subtype: z.string(),
  is_error: z.boolean(),
  num_turns: z.number(),
  permission_denials: z.array(z.unknown()),
});

const volatile: readonly Volatile[] = [
  { what: 'process groups', pattern: /(?<=Process Group PGID: )\d+/g, becomes: '<pid>' },
];

/** Keeps it from its maker's servers. */
const settings = {
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  general: { disableAutoUpdate: true, enableAutoUpdate: false, disableUpdateNag: true },
};

/** Qwen Code, headless, speaking the Messages API: `temperature: 1` and manual thinking beside each other. */
export const qwenCode: Client = {
  name: 'qwen-code',
  package: { name: '@qwen-code/qwen-code', version: '0.15.10' },
  executable: '@qwen-code/qwen-code/cli.js',
  homeFiles: { '.qwen/settings.json': JSON.stringify(settings) },
  command: ({ text, model }, { baseUrl }) => ({
    args: [
      ...['--auth-type', 'anthropic', '--model', model, '--output-format', 'json'],
      ...['--approval-mode', 'yolo', '--prompt', text],
    ],
    environment: { ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_API_KEY: 'sk-dummy', ANTHROPIC_MODEL: model },
  }),
  resultOf: (output) => resultSchema.parse(outputSchema.parse(JSON.parse(output)).at(-1)),
  volatile,
  scenarios: [
    readAndShell('claude-sonnet-4-5', [
      'user_request reasoning first',
      'simple_tools execution next',
      'simple_tools execution next',
    ]),
  ],
};
