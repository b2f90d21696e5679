/**
 * A conversation is plain JSON: kept in a file, it goes on in another process, with all that routing knew of it.
 * `ANTHROPIC_API_KEY=... node examples/06-resume.ts conversation.json "your message"`, as often as you like.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Anthropic from '@anthropic-ai/sdk';
import { createAgent, createConversation, resumeConversation } from '../src/agent/index.ts'; // 'turnwise/agent'

const [path = 'conversation.json', message = 'Hello'] = process.argv.slice(2);
const agent = createAgent({ client: new Anthropic(), tiers: { reasoning: 'claude-sonnet-5-5' } });

// A file that holds something else is refused, with every place where it is wrong.
const kept = existsSync(path) ? resumeConversation(readFileSync(path, 'utf8')) : createConversation();

const { conversation, end, text, error } = await agent.run(kept, message);
writeFileSync(path, JSON.stringify(conversation)); // however it ended: it can be gone on with

const { costUsd } = conversation.totals;
const cost = costUsd === null ? 'unknown' : `$${costUsd.toFixed(4)}`;
process.stdout.write(`${end}: ${error?.message ?? text}\n${conversation.turns.length} turns, ${cost}\n`);
await agent.close();
