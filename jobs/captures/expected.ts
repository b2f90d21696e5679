/**
 * What each captured request is, folder by folder in the order of capture, written down by reading the captures: the
 * client's own notes say what it was made to do (a read, a shell command, a subagent, a compaction, ...).
 */
const loop = ['initial', 'after a read', 'after a shell command'];
const toolLoop = ['initial', 'after a tool', 'after a tool'];
const both = 'after a read and a shell command';
const beside = ['pass-through', 'pass-through', 'pass-through'];
const nestedAgents = [
  'initial',
  both,
  'after an agent',
  'subagent initial',
  `subagent ${both}`,
  'subagent initial',
  `subagent ${both}`,
  'subagent initial',
  `subagent ${both}`,
  'subagent after an agent',
  'subagent after an agent',
  'follow-up',
];

export const expectedClasses: Readonly<Record<string, readonly string[]>> = {
  aisdk7: [...toolLoop, ...toolLoop],
  'claude-code-compact': [...loop, 'compaction', 'compaction', 'follow-up', 'after a read', 'after a shell command'],
  'claude-code-env-hints': loop,
  'claude-code-fail-529-429-500': ['initial', 'initial', 'initial', ...loop],
  'claude-code-fail-cut': ['initial', ...loop],
  'claude-code-fail-sse-error': ['initial', 'follow-up', 'after a read', 'after a shell command'],
  'claude-code-hints-subagent': nestedAgents,
  'claude-code-latest': loop,
  'claude-code-resume': [...loop, 'follow-up'],
  'claude-code-subagent': nestedAgents,
  codex: ['pass-through', 'pass-through'],
  langchain: [...toolLoop, ...toolLoop],
  'qwen-anthropic': ['follow-up', 'after a read', 'after a shell command'],
  sdk: ['initial', 'thread continued', 'initial', 'thread continued', 'initial', ...beside],
  'sdk-threads-lose': [
    ...['initial', 'thread continued', 'after a tool', 'thread continued', 'after a tool'],
    ...['initial', 'thread continued', 'after a tool', 'thread continued', 'after a tool'],
    ...['initial', ...beside],
  ],
  'sdk-threads-ok': [
    ...['initial', 'thread continued', 'thread continued', 'initial', 'thread continued', 'thread continued'],
    ...['initial', ...beside],
  ],
  'sdk-threads-refuse': ['initial', ...toolLoop, 'initial', ...toolLoop, 'initial', ...beside],
};

/** The rule that decides a class of a managed model, with the tools that the captured loops use counted as simple. */
export const expectedReason: Readonly<Record<string, string>> = {
  initial: 'user_request',
  'follow-up': 'user_request',
  compaction: 'side_call',
  'after a read': 'simple_tools',
  'after a shell command': 'simple_tools',
  'after a tool': 'simple_tools',
  'after a read and a shell command': 'simple_tools',
  'after an agent': 'complex_tools',
  'thread continued': 'complex_tools',
};

/** Tool patterns under which the captured loops' own tools are simple; an agent is not. */
export const capturedSimpleTools = ['Read', 'Bash', 'get_weather', 'add', 'read_file', 'run_shell_command'];
