/**
 * Rules of your own in front of the others, and a verdict of your own on what the execution tier says.
 * `ANTHROPIC_API_KEY=... node examples/05-custom-rules.ts`
 */
import Anthropic from '@anthropic-ai/sdk';
import { createAgent, createConversation, defineTool } from '../src/agent/index.ts'; // 'turnwise/agent'

const lookUp = defineTool({
  name: 'order_tool',
  description: 'Looks an order up.',
  input: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
  run: () => 'shipped on Monday',
});

const agent = createAgent({
  client: new Anthropic(),
  tiers: {
    reasoning: 'claude-sonnet-5-5',
    execution: 'claude-haiku-5-5',
    deep: { model: 'claude-opus-5-5', effort: 'high' }, // as many tiers as you like
  },
  tools: [lookUp],
  simpleTools: ['order_tool'],
  rulesFirst: [
    // Signals are facts of the request: no text is read to judge how hard a turn is.
    { reason: 'long_loop', when: ({ turnsSoFar }) => turnsSoFar >= 8, allow: ['deep', 'reasoning'] },
  ],
  verdicts: [
    // A held reply that is not accepted is never seen: the reasoning tier is asked.
    { reason: 'speaks_of_money', escalates: ({ text }) => /refund/i.test(text) },
  ],
  control: { share: 0 },
});

const { conversation, text } = await agent.run(createConversation(), 'Where is order 17?');
for (const { reason, tier, escalation } of conversation.turns) {
  process.stdout.write(`${reason} -> ${tier}${escalation === undefined ? '' : `, after ${escalation.reason}`}\n`);
}
process.stdout.write(`${text}\n`);
await agent.close();
