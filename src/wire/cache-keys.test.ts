import { describe, expect, it } from 'vitest';
import type { Json } from '../core/index.ts';
import { type CacheKeys, cacheKeysAfter } from './cache-keys.ts';
import { codingRequest, readRequest } from './request.fixture.ts';

const keysOf = (more: { readonly [key: string]: Json } = {}, headers: Record<string, string> = {}): CacheKeys =>
  cacheKeysAfter(readRequest({ ...codingRequest, ...more }, headers).fingerprint, []);

/** The levels at which two requests' caches differ. */
function changed(more: { readonly [key: string]: Json }, headers?: Record<string, string>): readonly string[] {
  const before = keysOf();
  const after = keysOf(more, headers);
  return (['tools', 'system', 'messages'] as const).filter((level) => before[level] !== after[level]);
}

describe('the keys of a cache, level by level', () => {
  it.each<[string, { readonly [key: string]: Json }]>([
    ['the model', { model: 'claude-haiku-5-5' }],
    ['the speed', { speed: 'fast' }],
    ['the effort', { output_config: { effort: 'low' } }],
    ['thinking', { thinking: { type: 'disabled' } }],
    ['a tool', { tools: [{ name: 'Read', input_schema: {} }] }],
  ])('%s breaks every level', (_what, more) => {
    expect(changed(more)).toEqual(['tools', 'system', 'messages']);
  });

  it('a beta breaks every level', () => {
    expect(changed({}, { 'anthropic-beta': 'some-beta' })).toEqual(['tools', 'system', 'messages']);
  });

  it('the system prompt leaves the tools', () => {
    expect(changed({ system: 'Another.' })).toEqual(['system', 'messages']);
  });

  it('the tool choice leaves tools and system', () => {
    expect(changed({ tool_choice: { type: 'any' } })).toEqual(['messages']);
  });

  it('what keys no cache, messages included, changes none', () => {
    expect(changed({ max_tokens: 5, stream: false, messages: [{ role: 'user', content: 'hi' }] })).toEqual([]);
  });

  it('no level shares a key with another', () => {
    expect(new Set(Object.values(keysOf())).size).toBe(3);
  });

  it('after edits they are those of the request that was edited', () => {
    const { fingerprint } = readRequest(codingRequest);
    const edits = [
      { kind: 'set', path: ['model'], value: 'claude-haiku-5-5', because: 'test' },
      { kind: 'set', path: ['output_config', 'effort'], value: 'low', because: 'test' },
    ] as const;
    const sent = keysOf({ model: 'claude-haiku-5-5', output_config: { effort: 'low' } });
    expect(cacheKeysAfter(fingerprint, edits)).toEqual(sent);
  });
});
