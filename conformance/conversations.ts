/** Scripted conversations that every adapter's tests play: what differs is who carries them. */
import {
  parseScenario,
  type Scenario,
  type ScriptedResult,
  scriptedTools,
  type ToolCall,
} from '../src/simulator/index.ts';

/** The model that conversations ask for. */
export const reasoningModel = 'claude-sonnet-5-5';

/** The model that simple turns may go to. */
export const executionModel = 'claude-haiku-5-5';

const object = { type: 'object', properties: {} };
const weatherTool = {
  name: 'weather_tool',
  description: 'Weather of a city.',
  input_schema: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};
const tools = [
  weatherTool,
  { name: 'time_tool', description: 'Local time of a city.', input_schema: object },
  { name: 'email_tool', description: 'Sends a mail.', input_schema: object },
];
const system = 'You help with travels. '.repeat(200);

const rain = { tool: 'weather_tool', input: { city: 'Bergen' }, result: 'rain, 9 °C' };
const noon = { tool: 'time_tool', input: { city: 'Bergen' }, result: '12:00' };
const mail = { tool: 'email_tool', input: { to: 'ada@example.com', text: 'Rain.' }, result: 'sent' };
const bad = { tool: 'weather_tool', input: { city: 'Bergn' }, result: 'no such city', isError: true };

function scripted(title: string, turns: object[]): Scenario {
  return parseScenario({ id: title.replaceAll(/\W+/g, '-'), title, system, tools, turns });
}

/** A simple tool, a complex one, the closing text; thinking on the way. */
export const simpleThenComplex = scripted('simple, then complex', [
  {
    user: 'Mail Ada the weather in Bergen.',
    steps: [
      { thinking: 'First the weather.', text: 'I look it up.', calls: [rain] },
      { thinking: 'Now the mail.', calls: [mail] },
      { text: 'Done: Ada knows that it rains.' },
    ],
  },
]);

/** Two simple tools at once. */
export const parallelTools = scripted('parallel tools', [
  {
    user: 'How are weather and time in Bergen?',
    steps: [{ text: 'Both at once.', calls: [rain, noon] }, { text: 'Rain at noon.' }],
  },
]);

/** A tool that fails, and the recovery. */
export const toolError = scripted('a tool error', [
  { user: 'The weather in Bergn?', steps: [{ calls: [bad] }, { calls: [rain] }, { text: 'It rains in Bergen.' }] },
]);

/** A person types while a tool runs, and later asks on. */
export const interjection = scripted('an interjection', [
  { user: 'And the weather?', steps: [{ text: 'Looking.', calls: [rain] }] },
  { user: 'In Bergen, please.', steps: [{ calls: [noon] }, { text: 'Rain, and noon.' }] },
  { user: 'Thank you.', steps: [{ text: 'You are welcome.' }] },
]);

/** What the execution model writes beside a wrong call. */
export const leak = 'I fax it.';

/** The execution model calls a tool that nobody offers: the reasoning model answers. */
export const wrongTool = scripted('a wrong tool', [
  {
    user: 'Is it raining over there?',
    steps: [
      { calls: [rain] },
      {
        calls: [mail],
        variants: [{ models: 'claude-haiku', text: leak, calls: [{ ...mail, tool: 'fax_tool' }] }],
      },
      { text: 'Mailed.' },
    ],
  },
]);

/** The execution model leaves out what the tool's schema demands. */
export const wrongInput = scripted('a wrong input', [
  {
    user: 'Weather in two cities?',
    steps: [
      { calls: [rain] },
      {
        calls: [{ ...rain, input: { city: 'Oslo' }, result: 'sun' }],
        variants: [{ models: 'claude-haiku', calls: [{ ...rain, input: { town: 'Oslo' }, result: 'sun' }] }],
      },
      { text: 'Rain and sun.' },
    ],
  },
]);

/** All of them. */
export const conversations: readonly Scenario[] = [
  simpleThenComplex,
  parallelTools,
  toolError,
  interjection,
  wrongTool,
  wrongInput,
];

/** A person and their tools: what they say, and what a call returns. */
export interface ScriptedPerson {
  readonly system: string;
  /** The next thing they say; `undefined`: nothing more. */
  speak(): string | undefined;
  /** What they type while the tools of a reply run; they do where the script's next turn begins there. */
  interject(): string | undefined;
  use(call: ToolCall): ScriptedResult;
}

/** Plays the person of a scenario. Told of each reply by being asked what comes after it. */
export function scriptedPerson(scenario: Scenario): ScriptedPerson {
  let turn = -1;
  let step = 0;
  const find = scriptedTools(scenario);
  const next = () => {
    turn += 1;
    step = 0;
    return scenario.turns[turn]?.user;
  };
  return {
    system: scenario.system ?? '',
    speak: next,
    interject() {
      step += 1;
      return step < (scenario.turns[turn]?.steps.length ?? 0) ? undefined : next();
    },
    use: (call) => find(call) ?? { result: 'no such tool', isError: true, takesMs: 0 },
  };
}
