/**
 * Every turn is told to sinks: here to a file that `turnwise replay` and your own queries read, and to a function.
 * `ANTHROPIC_API_KEY=... node examples/07-sinks.ts turns.sqlite`
 */
import Anthropic from '@anthropic-ai/sdk';
import { createAgent, createConversation } from '../src/agent/index.ts'; // 'turnwise/agent'
import { openSqliteRecord, sqliteRecord } from '../src/record/index.ts'; // 'turnwise/record'

const [path = 'turns.sqlite'] = process.argv.slice(2);

const agent = createAgent({
  client: new Anthropic(),
  tiers: { reasoning: 'claude-sonnet-5-5' },
  sinks: [
    sqliteRecord(path),
    // What is not known is absent, never 0: an unpriced model is not free.
    { name: 'mine', tell: ({ servedModel, bill }) => process.stdout.write(`${servedModel} ${bill?.costNanoUsd}\n`) },
  ],
});
agent.on((event) => {
  if (event.type === 'run-ended') process.stdout.write(`${event.result.end} after ${event.result.turns} turn\n`);
});

await agent.run(createConversation(), 'Hello');
await agent.close(); // what is pending is written

const record = await openSqliteRecord({ path });
const { money } = await record.query.totals({});
process.stdout.write(`recorded: ${money.turns} turn, ${money.costNanoUsd} nano-dollars\n`);
await record.close();
