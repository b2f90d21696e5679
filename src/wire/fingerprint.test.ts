import { describe, expect, it } from 'vitest';
import type { Edit, EditPath, Json } from '../core/index.ts';
import { changedParts, fingerprintAfter } from './fingerprint.ts';
import { codingRequest, readRequest } from './request.fixture.ts';

const of = (more: { readonly [key: string]: Json } = {}, headers: Record<string, string> = {}) =>
  readRequest({ ...codingRequest, ...more }, headers).fingerprint;
const because = 'test';
const set = (path: EditPath, value: Json): Edit => ({ kind: 'set', path, value, because });

describe('a fingerprint', () => {
  it.each<[string, { readonly [key: string]: Json }]>([
    ['model', { model: 'claude-haiku-5-5' }],
    ['speed', { speed: 'fast' }],
    ['effort', { output_config: { effort: 'low' } }],
    ['thinking', { thinking: { type: 'disabled' } }],
    ['toolChoice', { tool_choice: { type: 'any' } }],
    ['tools', { tools: [] }],
    ['system', { system: 'Another.' }],
  ])('changes with %s, and says so', (part, more) => {
    expect(changedParts(of(), of(more))).toEqual([part]);
    expect(of(more).hash).not.toBe(of().hash);
  });

  it('is its own, whatever the name of the model holds', () => {
    const odd = 'claude-haiku-5-5\nnone';
    expect(of({ model: odd }).parts).toEqual({ ...of().parts, model: odd });
    expect(of({ model: 'claude-haiku-5-5', speed: 'none' }).hash).not.toBe(of({ model: odd }).hash);
  });

  it('is the same object each time it is asked for', () => {
    const edits = [set(['model'], 'claude-haiku-5-5')];
    expect(fingerprintAfter(of(), edits)).toBe(fingerprintAfter(of(), [...edits]));
  });

  it('changes with the betas, in whatever order', () => {
    const one = of({}, { 'anthropic-beta': 'a,b' });
    expect(changedParts(of(), one)).toEqual(['betas']);
    expect(of({}, { 'anthropic-beta': 'b, a,a' })).toEqual(one);
  });

  it('does not change with what keys no cache', () => {
    const other = {
      max_tokens: 1,
      stream: false,
      metadata: { user_id: 'x' },
      messages: [{ role: 'user', content: 'hi' }],
    };
    expect(of(other)).toEqual(of());
    expect(of({ thinking: { display: 'omitted', type: 'adaptive' } })).toEqual(of());
  });
});

describe('the fingerprint after edits', () => {
  it.each<[string, readonly Edit[], { readonly [key: string]: Json }]>([
    ['a model', [set(['model'], 'claude-haiku-5-5')], { model: 'claude-haiku-5-5' }],
    ['an effort', [set(['output_config', 'effort'], 'low')], { output_config: { effort: 'low' } }],
    ['an effort removed', [{ kind: 'remove', path: ['output_config', 'effort'], because }], { output_config: {} }],
    ['a whole output_config', [set(['output_config'], { effort: 'max' })], { output_config: { effort: 'max' } }],
    ['thinking', [set(['thinking'], { type: 'disabled' })], { thinking: { type: 'disabled' } }],
    ['thinking removed', [{ kind: 'remove', path: ['thinking'], because }], { thinking: null }],
    [
      'one member of thinking',
      [set(['thinking', 'type'], 'enabled')],
      { thinking: { type: 'enabled', display: 'omitted' } },
    ],
    [
      'a member removed',
      [{ kind: 'remove', path: ['thinking', 'display'], because }],
      { thinking: { type: 'adaptive' } },
    ],
    ['a tool choice', [set(['tool_choice'], { type: 'auto' })], { tool_choice: { type: 'auto' } }],
    ['a speed', [set(['speed'], 'fast')], { speed: 'fast' }],
    ['what keys no cache', [set(['max_tokens'], 5), set(['output_config', 'format'], {})], {}],
  ])('is that of the edited request: %s', (_what, edits, more) => {
    expect(fingerprintAfter(of(), edits)).toEqual(of(more));
  });

  it('knows that an object left empty is not set', () => {
    const edit: Edit = { kind: 'remove', path: ['thinking', 'type'], because };
    expect(fingerprintAfter(of({ thinking: { type: 'adaptive' } }), [edit])).toEqual(of({ thinking: null }));
  });

  it('follows an edit of the beta header', () => {
    const edit: Edit = { kind: 'header', name: 'anthropic-beta', value: 'b,a', because };
    expect(fingerprintAfter(of(), [edit])).toEqual(of({}, { 'anthropic-beta': 'a,b' }));
  });
});
