import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../core/index.ts';
import { applyEdits } from './edit-body.ts';
import { createTurnReader } from './read-turn.ts';
import { walkRequest } from './walk.ts';

const cacheTtl = (ttl: '5m' | '1h'): Edit => ({ kind: 'cache_ttl', ttl, because: 'test' });

function edited(text: string, ...edits: readonly Edit[]): string {
  const body = Buffer.from(text);
  const layout = walkRequest(body);
  if (layout === undefined) throw new Error('the body under test is not a JSON object');
  return applyEdits(body, layout, edits).toString();
}

const control = '{"type":"ephemeral"}';
const hour = '{"type":"ephemeral","ttl":"1h"}';

describe('the edit cache_ttl', () => {
  it.each([
    ['in tools', (one: string) => `{"tools":[{"name":"a","cache_control":${one}}],"messages":[]}`],
    ['in the system prompt', (one: string) => `{"system":[{"type":"text","text":"x","cache_control":${one}}]}`],
    [
      'in messages',
      (one: string) => `{"messages":[{"role":"user","content":[{"type":"text","text":"x","cache_control":${one}}]}]}`,
    ],
    [
      'inside a tool result',
      (one: string) =>
        `{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"x","cache_control":${one}}]}]}]}`,
    ],
    ['on top', (one: string) => `{"cache_control":${one},"messages":[]}`],
  ])('sets the lifetime of a breakpoint %s', (_where, body) => {
    expect(edited(body(control), cacheTtl('1h'))).toBe(body(hour));
    expect(edited(body('{ "type" : "ephemeral" , "ttl" : "5m" }'), cacheTtl('1h'))).toBe(
      body('{ "type" : "ephemeral" , "ttl" : "1h" }'),
    );
    expect(edited(body(hour), cacheTtl('5m'))).toBe(body('{"type":"ephemeral","ttl":"5m"}'));
  });

  it('hands back the same bytes where every breakpoint asks for that already, or there is none', () => {
    const body = Buffer.from(`{ "system":[{"type":"text","text":"x","cache_control":${hour}}] }`);
    const layout = walkRequest(body);
    expect(layout && applyEdits(body, layout, [cacheTtl('1h')])).toBe(body);
    expect(edited(`{"system":[{"text":"x","cache_control":${control}}]}`, cacheTtl('5m'))).toContain(control);
    expect(edited('{"messages":[{"role":"user","content":"x"}]}', cacheTtl('1h'))).not.toContain('ttl');
  });

  it('leaves what only looks like a breakpoint: null, and what tools are called with', () => {
    const body = `{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":{"cache_control":${control}},"cache_control":null}]}]}`;
    expect(edited(body, cacheTtl('1h'))).toBe(body);
  });

  it('goes beside other edits of the same request', () => {
    const model: Edit = { kind: 'set', path: ['model'], value: 'b', because: 'test' };
    const body = (model: string, one: string) => `{"model":"${model}","cache_control":${one},"messages":[]}`;
    expect(edited(body('a', control), model, cacheTtl('1h'))).toBe(body('b', hour));
    expect(edited(body('a', control), cacheTtl('1h'), model)).toBe(body('b', hour));
    const automatic: Edit = { kind: 'set', path: ['cache_control'], value: { type: 'ephemeral' }, because: 'test' };
    expect(edited('{"messages":[]}', automatic, cacheTtl('1h'))).toBe(`{"cache_control":${hour},"messages":[]}`);
    expect(edited(body('a', control), automatic, cacheTtl('1h'))).toBe(body('a', hour));
  });

  it('changes nothing but the lifetimes, whatever the request: it reads as before, with all breakpoints of one lifetime', () => {
    const marked = fc.boolean().map((is) => (is ? { cache_control: { type: 'ephemeral' } } : {}));
    const block = fc
      .tuple(fc.string(), marked)
      .map(([text, mark]) => ({ type: 'text', text: `cache_control "ttl" ${text}`, ...mark }));
    const request = fc.record({
      model: fc.constant('claude-sonnet-5-5'),
      max_tokens: fc.constant(100),
      system: fc.array(block, { maxLength: 3 }),
      messages: fc.array(
        fc.array(block, { minLength: 1, maxLength: 3 }).map((content) => ({ role: 'user', content })),
        { minLength: 1, maxLength: 4 },
      ),
    });
    fc.assert(
      fc.property(request, fc.constantFrom(undefined, 1, '\t'), (any, space) => {
        const text = JSON.stringify(any, undefined, space);
        const result = edited(text, cacheTtl('1h'));
        const without = result.replaceAll(/,(\s*)"ttl":\s*"1h"(?=\s*\})/g, '');
        expect(without).toBe(text);
        const read = (body: string) =>
          createTurnReader({ salt: '' }).read({ body: Buffer.from(body), header: () => undefined });
        const [before, after] = [read(text), read(result)];
        if (before.kind !== 'turn' || after.kind !== 'turn') throw new Error('not read');
        expect(after.breakpoints).toEqual(before.breakpoints.map(({ at }) => ({ at, ttl: '1h' })));
        expect(after.chain.hashes).toEqual(before.chain.hashes);
        expect(after.fingerprint).toEqual(before.fingerprint);
      }),
    );
  });
});
