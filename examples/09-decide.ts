/** The smallest use: the body of a Messages request in, a decision and the edited body out. `node examples/09-decide.ts` */
import { applyEdits, compilePolicy, createTurnReader, decide, noKnowledge, parseSettings } from '../src/index.ts'; // 'turnwise'

const settings = parseSettings({ simpleTools: ['weather_tool', 'Bash(git status:*)'] });
const policy = settings.ok ? compilePolicy(settings.settings) : settings;
if (!settings.ok || !policy.ok) throw new Error(JSON.stringify(policy));

const body = Buffer.from(
  JSON.stringify({
    model: 'claude-sonnet-5-5',
    max_tokens: 16_000,
    messages: [
      { role: 'user', content: 'Is my tree clean?' },
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'git status --short' } }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: '' }] },
    ],
  }),
);

const reading = createTurnReader({ salt: 'my deployment' }).read({ body, header: () => undefined });
if (reading.kind !== 'turn') throw new Error(reading.why);
const decision = decide(reading.turn, policy.policy, noKnowledge);
const edited = applyEdits(body, reading.layout, decision.edits);

process.stdout.write(`${decision.reason} -> ${decision.tier}\n${edited.toString()}\n`);
