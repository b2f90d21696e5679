/** Rules are data, and in the library functions too: nights go to the execution tier. `node examples/10-own-rule.ts` */
import { compilePolicy, createTurnReader, decide, noKnowledge, parseSettings, type Rule } from '../src/index.ts'; // 'turnwise'

const night: Rule = {
  reason: 'night_batch',
  when: (signals) => signals.userSpeaks === false && signals.hour !== undefined && signals.hour < 6,
  allow: ['execution', 'reasoning'],
};

const settings = parseSettings({ tiers: { execution: { model: 'claude-haiku-5-5', effort: 'medium' } } });
const policy = settings.ok ? compilePolicy(settings.settings, { rulesFirst: [night] }) : settings;
if (!settings.ok || !policy.ok) throw new Error(JSON.stringify(policy));

const body = Buffer.from(
  JSON.stringify({
    model: 'claude-opus-5-5',
    max_tokens: 16_000,
    messages: [
      { role: 'user', content: 'Tidy the backlog.' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'list_issues', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: '12 issues' }] },
    ],
  }),
);
const reading = createTurnReader({ salt: 'my deployment' }).read({ body, header: () => undefined });
if (reading.kind !== 'turn') throw new Error(reading.why);

for (const hour of [3, 15]) {
  const { reason, tier } = decide(reading.turn, policy.policy, { ...noKnowledge, hour });
  process.stdout.write(`${hour}:00 ${reason} -> ${tier}\n`);
}
