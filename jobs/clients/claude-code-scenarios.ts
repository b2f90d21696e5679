import type { Fault } from './faults.ts';
import type { Volatile } from './normalise.ts';
import type { Scenario } from './scenario.ts';
import type { Step } from './script.ts';

const model = 'claude-sonnet-5-5';

/** Reads a file, then counts its lines with a shell command. */
function counting(path: string, lines: string, before = ''): readonly Step[] {
  const file = path.split('/').at(-1);
  return [
    { thinking: 'First I read it.', text: 'I read it.', calls: [{ tool: 'Read', input: { file_path: path } }] },
    {
      thinking: 'Now I count.',
      text: 'I count.',
      calls: [{ tool: 'Bash', input: { command: `${before}wc -l ${file}`, description: 'Count the lines' } }],
    },
    { text: `${file} has ${lines}.` },
  ];
}

const readThenCount = ['simple_tools execution next', 'simple_tools execution next'];
const loop = ['user_request reasoning first', ...readThenCount];
const askNotes = 'Count the lines of notes.txt.';
const countsNotes = (folder: string) => ({ [askNotes]: counting(`${folder}/notes.txt`, 'two lines') });

const readAndShell: Scenario = {
  name: 'read and shell',
  prompts: [{ text: askNotes, model }],
  script: countsNotes,
  turns: [loop],
};

const askAgent = 'Let an agent count a.txt.';
const askAgents = 'Let agents count a.txt and b.txt.';
const agentTask = (file: string) => `Count the lines of ${file}, agent.`;

function agentCall(file: string, more: { readonly run_in_background?: boolean } = { run_in_background: false }) {
  return {
    tool: 'Agent',
    input: { description: 'Count lines', prompt: agentTask(file), subagent_type: 'general-purpose', ...more },
  };
}

const subagent: Scenario = {
  name: 'subagent',
  prompts: [{ text: askAgent, model }],
  script: (folder) => ({
    [askAgent]: [{ text: 'I ask an agent.', calls: [agentCall('a.txt')] }, { text: 'It has one line.' }],
    [agentTask('a.txt')]: counting(`${folder}/a.txt`, 'one line'),
  }),
  turns: [['user_request reasoning first', 'complex_tools reasoning next'], loop],
};

/** One of them takes its time: the client hands their reports to the main loop in the order in which they come. */
const parallelSubagents: Scenario = {
  name: 'two subagents at once',
  prompts: [{ text: askAgents, model }],
  script: (folder) => ({
    [askAgents]: [
      { text: 'I ask two agents.', calls: [agentCall('a.txt'), agentCall('b.txt')] },
      { text: 'One line and three.' },
    ],
    [agentTask('a.txt')]: counting(`${folder}/a.txt`, 'one line'),
    [agentTask('b.txt')]: counting(`${folder}/b.txt`, 'three lines', 'sleep 1; '),
  }),
  turns: [
    ['user_request reasoning first', 'complex_tools reasoning next'],
    loop,
    ['user_request reasoning first', 'simple_tools execution next', 'complex_tools reasoning next'],
  ],
};

/** The main loop goes on at once and is told later: by a message that no person wrote, yet of a user's role. */
const backgroundSubagent: Scenario = {
  name: 'subagent in the background',
  prompts: [{ text: askAgent, model }],
  script: (folder) => ({
    [askAgent]: [{ text: 'I ask an agent.', calls: [agentCall('a.txt', {})] }, { text: 'It is on its way.' }],
    [agentTask('a.txt')]: counting(`${folder}/a.txt`, 'one line'),
    '<task-notification>': [{ text: 'It has one line.' }],
  }),
  turns: [['user_request reasoning first', 'complex_tools reasoning next', 'user_request reasoning next'], loop],
};

const askMore = 'And how many has a.txt?';

/**
 * A process that takes up a transcript leaves out the thinking of every model that has not answered in it yet, the
 * execution tier's among them; that comes back with the tier's first reply. So a resumed transcript is another one: the
 * gateway sees a fork, and which thinking stands in it depends on who answered.
 */
const thinkingOfOthers: readonly Volatile[] = [
  { what: 'thinking', pattern: /\{"type":"thinking","thinking":"","signature":"<signature>"\},?/g, becomes: '' },
  { what: 'tokens left', pattern: /(?<=<total_tokens>)\d+/g, becomes: '<tokens>' },
];

const compaction: Scenario = {
  name: 'compaction',
  prompts: [
    { text: askNotes, model },
    { text: '/compact', model, continues: true },
    { text: askMore, model, continues: true },
  ],
  script: (folder) => ({
    ...countsNotes(folder),
    // How Claude Code's own words to the summarizing model begin.
    CRITICAL: [{ text: '<analysis>Short.</analysis><summary>notes.txt has two lines.</summary>' }],
    [askMore]: counting(`${folder}/a.txt`, 'one line'),
  }),
  volatile: thinkingOfOthers,
  turns: [loop, ['side_call requested fork'], ['user_request reasoning fork', ...readThenCount]],
};

function resumed(on: string, turns: readonly (readonly string[])[]): Scenario {
  return {
    name: `resumed on ${on}`,
    prompts: [
      { text: askNotes, model },
      { text: askMore, model: on, continues: true },
    ],
    script: (folder) => ({ ...countsNotes(folder), [askMore]: counting(`${folder}/a.txt`, 'one line') }),
    volatile: thinkingOfOthers,
    turns,
  };
}

const resumptions: readonly Scenario[] = [
  // By then the arithmetic has learnt how short these replies are: too short to pay for filling the other cache anew.
  resumed(model, [loop, ['user_request reasoning fork', 'stayed reasoning next', 'stayed reasoning next']]),
  resumed('claude-opus-5-5', [
    loop,
    ['user_request reasoning fork', 'simple_tools execution next'],
    ['simple_tools execution fork'],
  ]),
  resumed('claude-haiku-5-5', [
    loop,
    ['unmanaged requested fork', 'unmanaged requested next', 'unmanaged requested next'],
  ]),
];

function faulty(
  name: string,
  faults: readonly (Fault | undefined)[],
  ...turns: readonly (readonly string[])[]
): Scenario {
  return { ...readAndShell, name, faults, turns };
}

const overloaded: Fault = { kind: 'error', status: 529, type: 'overloaded_error' };

const faults: readonly Scenario[] = [
  faulty(
    'errors 529, 429, 500',
    [
      overloaded,
      { kind: 'error', status: 429, type: 'rate_limit_error', retryAfterSeconds: 1 },
      { kind: 'error', status: 500, type: 'api_error' },
    ],
    [
      'user_request reasoning first upstream_error',
      'user_request reasoning retry upstream_error',
      'user_request reasoning retry upstream_error',
      'user_request reasoning retry',
      ...readThenCount,
    ],
  ),
  faulty(
    'cut before any content',
    [{ kind: 'cut', where: 'before-content' }],
    ['user_request reasoning first cut', 'user_request reasoning retry', ...readThenCount],
  ),
  // Nothing survives of a text that was cut, and the plea to resume goes into the user's own message: another transcript.
  faulty(
    'cut within a text',
    [{ kind: 'cut', where: 'in-text' }],
    ['user_request reasoning first cut'],
    ['user_request reasoning fork', ...readThenCount],
  ),
  faulty(
    'cut after a text',
    [{ kind: 'cut', where: 'after-text' }],
    ['user_request reasoning first cut', 'user_request reasoning next', ...readThenCount],
  ),
  faulty(
    'error event after a text',
    [{ kind: 'error-event' }],
    ['user_request reasoning first stream_error', 'user_request reasoning next', ...readThenCount],
  ),
];

/** What goes wrong with the execution tier alone: the reasoning tier answers, and the client sees nothing of it. */
const escalations: readonly Scenario[] = [
  caught(
    'error 529 on a routed turn',
    [undefined, overloaded],
    ['user_request reasoning first', 'simple_tools reasoning next', 'cooldown reasoning next'],
  ),
  caught(
    'cut before any content on a routed turn',
    [undefined, { kind: 'cut', where: 'before-content' }],
    ['user_request reasoning first', 'simple_tools reasoning next', 'cooldown reasoning next'],
  ),
  wrongAway('an unknown tool', { text: 'I look.', calls: [{ tool: 'LookItUp', input: {} }] }),
  wrongAway('an input without its field', { calls: [{ tool: 'Bash', input: { line: 'wc -l notes.txt' } }] }),
  wrongAway('an empty reply', {}),
];

function caught(...parts: Parameters<typeof faulty>): Scenario {
  return { ...faulty(...parts), isCaught: true };
}

function wrongAway(name: string, away: Step): Scenario {
  const script = (folder: string) => {
    const [read, count, ...rest] = counting(`${folder}/notes.txt`, 'two lines');
    return { [askNotes]: [read, { ...count, away }, ...rest].filter((step) => step !== undefined) };
  };
  const turns = ['user_request reasoning first', 'simple_tools reasoning next', 'cooldown reasoning next'];
  return { ...readAndShell, name: `${name} on a routed turn`, script, turns: [turns] };
}

export const claudeCodeScenarios: readonly Scenario[] = [
  readAndShell,
  subagent,
  parallelSubagents,
  backgroundSubagent,
  compaction,
  ...resumptions,
  ...faults,
  ...escalations,
];
