/** Another process: takes a conversation from its standard input, goes on with it, and writes it to its standard output. */
import { text } from 'node:stream/consumers';
import { resumeConversation } from './index.ts';
import { weatherAgent } from './weather-agent.fixture.ts';

const [baseURL = '', message] = process.argv.slice(2);
const agent = weatherAgent(baseURL);
const conversation = resumeConversation(await text(process.stdin));
const { conversation: after } = await agent.run(conversation, message);
await agent.close();
process.stdout.write(JSON.stringify(after));
