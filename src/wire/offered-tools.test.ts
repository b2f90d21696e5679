import { expect, it } from 'vitest';
import { readOfferedTools } from './offered-tools.ts';
import { walkRequest } from './walk.ts';

function toolsOf(request: object) {
  const body = Buffer.from(JSON.stringify(request));
  const layout = walkRequest(body);
  if (layout === undefined) throw new Error('not a request');
  return readOfferedTools(body, layout);
}

it('reads names and schemas of the tools that a request offers', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } } };
  const tools = [
    { name: 'weather_tool', description: 'x', input_schema: schema },
    { type: 'bash_20250124', name: 'bash' },
    { type: 'mcp_toolset', mcp_server_name: 'docs' },
  ];
  expect(toolsOf({ model: 'm', tools, messages: [] })).toEqual([
    { name: 'weather_tool', inputSchema: schema },
    { name: 'bash' },
    {},
  ]);
});

it('a request without tools, or with something else in their place, offers none', () => {
  expect(toolsOf({ messages: [] })).toEqual([]);
  expect(toolsOf({ tools: 'x', messages: [] })).toEqual([]);
});
