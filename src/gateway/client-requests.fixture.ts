/** Requests of the kinds that real clients send, written for these tests after how the clients behave on the wire. */
export interface ClientRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const codingTools = [
  {
    name: 'Read',
    description: 'Read a file',
    input_schema: { type: 'object', properties: { file_path: { type: 'string' } } },
  },
  {
    name: 'Bash',
    description: 'Run a command',
    input_schema: { type: 'object', properties: { command: { type: 'string' } } },
  },
  { name: 'Agent', description: 'Start an agent', input_schema: { type: 'object' } },
];

const codingSystem = [
  { type: 'text', text: 'x-anthropic-billing-header: cc_version=9.9.9.abc;' },
  { type: 'text', text: 'You are a coding agent.', cache_control: { type: 'ephemeral' } },
];

const words = {
  role: 'user',
  content: [
    { type: 'text', text: '<system-reminder>Be brief.</system-reminder>' },
    { type: 'text', text: 'Fix the test.' },
  ],
};
const environment = {
  role: 'system',
  content: [{ type: 'text', text: 'Today is Monday.', cache_control: { type: 'ephemeral' } }],
};

function coding(
  messages: readonly object[],
  more: { headers?: Record<string, string>; body?: object } = {},
): ClientRequest {
  return {
    method: 'POST',
    path: '/v1/messages?beta=true',
    headers: {
      'user-agent': 'claude-cli/9.9.9 (external, cli)',
      'x-claude-code-session-id': 's-1',
      'anthropic-version': '2023-06-01',
      ...more.headers,
    },
    body: {
      model: 'claude-sonnet-5-5',
      max_tokens: 32_000,
      stream: true,
      thinking: { type: 'adaptive', display: 'omitted' },
      output_config: { effort: 'medium' },
      system: codingSystem,
      tools: codingTools,
      messages,
      ...more.body,
    },
  };
}

function used(name: string, input: object): object {
  return {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: '', signature: 'c2ln' },
      { type: 'tool_use', id: `toolu_${name}`, name, input },
    ],
  };
}

function result(name: string, more: object = {}, ...beside: readonly object[]): object {
  return {
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: `toolu_${name}`, content: 'done', ...more }, ...beside],
  };
}

const opening = [words, environment];
const compaction = { type: 'text', text: 'Write a summary of the conversation so far.' };

/** Each kind with the reason it must be decided by; `undefined` for what passes through. */
export const clientRequests: readonly (readonly [kind: string, request: ClientRequest, reason: string | undefined])[] =
  [
    ['an initial request', coding(opening), 'user_request'],
    ['a request after a read', coding([...opening, used('Read', { file_path: '/a' }), result('Read')]), 'simple_tools'],
    [
      'a request after a read-only shell command',
      coding([...opening, used('Bash', { command: 'git status && ls' }), result('Bash')]),
      'simple_tools',
    ],
    [
      'a request after a shell command that writes',
      coding([...opening, used('Bash', { command: 'ls > list' }), result('Bash')]),
      'complex_tools',
    ],
    [
      'a request after a failed read',
      coding([...opening, used('Read', {}), result('Read', { is_error: true })]),
      'tool_error',
    ],
    ['a request after an agent', coding([...opening, used('Agent', {}), result('Agent')]), 'complex_tools'],
    [
      'an interjection',
      coding([...opening, used('Read', {}), result('Read', {}, { type: 'text', text: 'Stop!' })]),
      'user_interjection',
    ],
    ['a subagent', coding([words], { headers: { 'x-claude-code-agent-id': 'a-1' } }), 'user_request'],
    [
      'a compaction that says so',
      coding([...opening, used('Read', {}), result('Read', {}, compaction)], {
        headers: { 'x-claude-code-request-class': 'compaction' },
      }),
      'side_call',
    ],
    [
      'a compaction that does not say so',
      coding([...opening, used('Read', {}), result('Read', {}, compaction)]),
      'user_interjection',
    ],
    [
      'a title request',
      coding([{ role: 'user', content: 'Fix the test.' }], {
        body: {
          tools: [],
          max_tokens: 512,
          output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
        },
      }),
      'side_call',
    ],
    [
      'a probe',
      coding([{ role: 'user', content: 'quota' }], { body: { tools: undefined, max_tokens: 1 } }),
      'side_call',
    ],
    ['a request for a small model', coding(opening, { body: { model: 'claude-haiku-5-5' } }), 'unmanaged'],
    [
      'a Responses request',
      { method: 'POST', path: '/v1/responses', body: { model: 'gpt-5.5', input: [] } },
      undefined,
    ],
    [
      'count_tokens',
      {
        method: 'POST',
        path: '/v1/messages/count_tokens?beta=true',
        body: { model: 'claude-sonnet-5-5', messages: opening },
      },
      undefined,
    ],
    ['a list of models', { method: 'GET', path: '/v1/models?limit=1000' }, undefined],
    ['a list of batches', { method: 'GET', path: '/v1/messages/batches' }, undefined],
    ['a hello', { method: 'HEAD', path: '/api/hello' }, undefined],
  ];
