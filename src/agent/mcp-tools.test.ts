import Anthropic from '@anthropic-ai/sdk';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { call, say, script, strictUpstream } from './agent.fixture.ts';
import { createAgent, createConversation, mcpTools } from './index.ts';

/** A real server, over the SDK's transport in memory. */
async function connected(): Promise<Client> {
  const server = new McpServer({ name: 'files', version: '1.0.0' });
  server.registerTool(
    'read.file',
    { description: 'Reads', inputSchema: { path: z.string() }, annotations: { readOnlyHint: true } },
    async ({ path }) => ({ content: [{ type: 'text', text: `content of ${path}` }] }),
  );
  server.registerTool('draw', { description: 'Draws' }, async () => ({
    content: [
      { type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' },
      { type: 'resource_link', uri: 'file:///a.svg', name: 'a.svg' },
    ],
  }));
  server.registerTool('delete', { description: 'Deletes' }, async () => ({
    content: [{ type: 'text', text: 'no such file' }],
    isError: true,
  }));
  const client = new Client({ name: 'test', version: '1.0.0' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  onTestFinished(() => client.close());
  return client;
}

function agentWith(baseURL: string, tools: Awaited<ReturnType<typeof mcpTools>>, readOnlyIsSimple = true) {
  return createAgent({
    client: new Anthropic({ baseURL, apiKey: 'key' }),
    tiers: { reasoning: 'claude-sonnet-5-5' },
    control: { share: 0 },
    tools,
    readOnlyIsSimple,
  });
}

test('a server’s tools are the agent’s, under the server’s name', async () => {
  const tools = await mcpTools(await connected(), { server: 'files' });
  expect(tools.map(({ name, readOnly }) => [name, readOnly])).toEqual([
    ['mcp__files__read_file', true],
    ['mcp__files__draw', false],
    ['mcp__files__delete', false],
  ]);
});

test('only those that are wanted, and deferred where that is wanted', async () => {
  const tools = await mcpTools(await connected(), { only: ['draw'], deferred: true });
  expect(tools.map(({ name, deferred }) => [name, deferred])).toEqual([['draw', true]]);
});

test('they run on the server; what only reads is simple where the agent says so', async () => {
  const { baseUrl } = await strictUpstream(
    script({ content: [call('a', 'mcp__files__read_file', { path: '/a' })] }, { content: [say('Read.')] }),
  );
  const tools = await mcpTools(await connected(), { server: 'files' });
  const { conversation } = await agentWith(baseUrl, tools).run(createConversation(), 'Read /a');
  expect(conversation.messages[2]?.content).toMatchObject([{ content: [{ type: 'text', text: 'content of /a' }] }]);
  expect(conversation.turns[1]?.tier).toBe('execution');
  const { conversation: other } = await agentWith(baseUrl, tools, false).run(createConversation(), 'Read /a');
  expect(other.turns[1]?.tier).toBe('reasoning');
});

test('a server’s error is an error result; images and links come through', async () => {
  const { baseUrl } = await strictUpstream(
    script(
      { content: [call('a', 'delete'), call('b', 'draw'), call('c', 'read_file', { path: 3 })] },
      { content: [say('Ok.')] },
    ),
  );
  const { conversation, end } = await agentWith(baseUrl, await mcpTools(await connected())).run(
    createConversation(),
    'Go',
  );
  expect(end).toBe('answered');
  expect(conversation.messages[2]?.content).toMatchObject([
    { tool_use_id: 'a', is_error: true, content: [{ type: 'text', text: 'no such file' }] },
    {
      tool_use_id: 'b',
      content: [{ type: 'image', source: { media_type: 'image/png' } }, { text: '(resource file:///a.svg)' }],
    },
    { tool_use_id: 'c', is_error: true },
  ]);
});
