import { describe, expect, it } from 'vitest';
import type { Json } from '../core/index.ts';
import { readSystem, readTools } from './prefix.ts';

const tools = (...list: Json[]) => readTools(Buffer.from(JSON.stringify(list)));
const system = (value: Json) => readSystem(Buffer.from(JSON.stringify(value)));
const marked = { cache_control: { type: 'ephemeral' } };

describe('offered tools', () => {
  it('are the client’s by name and the API’s by type', () => {
    const { offered } = tools(
      { name: 'a', input_schema: {} },
      { type: 'custom', name: 'b', input_schema: {} },
      { type: 'web_search_20260318', name: 'web_search' },
      { type: 'mcp_toolset', mcp_server_name: 's' },
    );
    expect(offered).toEqual({
      count: 4,
      names: ['a', 'b'],
      serverTypes: ['web_search_20260318', 'mcp_toolset'],
      readOnly: [],
    });
  });

  it('are read-only where the client passes the hint', () => {
    const { offered } = tools(
      { name: 'a', annotations: { readOnlyHint: true } },
      { name: 'b', readOnlyHint: true },
      { name: 'c', annotations: { readOnlyHint: false } },
    );
    expect(offered.readOnly).toEqual(['a', 'b']);
  });

  it.each([['null'], ['{}'], ['[1,null,"x"]'], ['"tools"']])('of an odd shape are none: %s', (text) => {
    expect(readTools(Buffer.from(text)).offered).toMatchObject({ names: [], readOnly: [] });
  });
});

describe('the hash of tools', () => {
  const read: Json = { name: 'Read', input_schema: { type: 'object' } };
  it('changes with a tool, not with a cache_control or a tool whose loading is deferred', () => {
    const { hash } = tools(read);
    expect(tools({ ...Object(read), ...marked }).hash).toBe(hash);
    expect(tools(read, { name: 'later', defer_loading: true }).hash).toBe(hash);
    expect(tools(read, { name: 'now' }).hash).not.toBe(hash);
    expect(tools({ name: 'Read', input_schema: { type: 'string' } }).hash).not.toBe(hash);
  });
});

describe('the hash of a system prompt', () => {
  const prompt: Json = { type: 'text', text: 'You are an agent.' };
  it('is the same for a string and its block, whatever is marked', () => {
    expect(system([prompt]).hash).toBe(system('You are an agent.').hash);
    expect(system([{ type: 'text', text: 'You are an agent.', ...marked }]).hash).toBe(system([prompt]).hash);
    expect(system('You are another.').hash).not.toBe(system([prompt]).hash);
  });

  it('leaves out the billing block, which varies from run to run', () => {
    const billing = (suffix: string): Json => ({ type: 'text', text: `x-anthropic-billing-header: cc=${suffix}` });
    expect(system([billing('a'), prompt]).hash).toBe(system([billing('b'), prompt]).hash);
    expect(system([billing('a'), prompt]).hash).toBe(system([prompt]).hash);
  });
});
