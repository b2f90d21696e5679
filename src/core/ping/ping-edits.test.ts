import { describe, expect, it } from 'vitest';
import type { Edit } from '../edit.ts';
import { capabilitiesOf, type ModelCapabilities } from '../models/index.ts';
import type { RequestSettings } from '../turn.ts';
import { type PingRefusal, pingEdits, type SentRequest } from './ping-edits.ts';

const plain: RequestSettings = {
  betas: [],
  stream: true,
  maxTokens: 4_096,
  outputFormat: false,
  fallbackList: false,
  contextEdits: [],
  container: false,
};

const sonnet = capabilitiesOf('claude-sonnet-5-5');
const request: SentRequest = { settings: plain, edits: [], capabilities: sonnet };
const set = (path: Edit & { kind: 'set' }): Edit => path;

function refused(change: Partial<SentRequest>): PingRefusal | undefined {
  const fit = pingEdits({ ...request, ...change });
  return fit.fits ? undefined : fit.because;
}

function asking(change: Partial<RequestSettings>): Partial<SentRequest> {
  return { settings: { ...plain, ...change } };
}

function without(change: Partial<ModelCapabilities>): Partial<SentRequest> {
  return sonnet === undefined ? {} : { capabilities: { ...sonnet, ...change } };
}

describe('pingEdits', () => {
  it('changes max_tokens and stream, and nothing else', () => {
    const changes = (stream: boolean) => {
      const fit = pingEdits({ ...request, settings: { ...plain, stream } });
      return fit.fits ? fit.edits.map((edit) => (edit.kind === 'set' ? [...edit.path, edit.value] : edit)) : fit;
    };
    expect(changes(true)).toEqual([
      ['max_tokens', 0],
      ['stream', false],
    ]);
    expect(changes(false)).toEqual([['max_tokens', 0]]);
  });

  it.each<[PingRefusal | undefined, string, Partial<SentRequest>]>([
    [undefined, 'adaptive thinking', asking({ thinking: { type: 'adaptive', blockBinding: false } })],
    [undefined, 'thinking between tools', asking({ thinking: { type: 'between_tools', blockBinding: false } })],
    [undefined, 'a tool choice that forces nothing', asking({ toolChoice: { type: 'auto' } })],
    ['manual_thinking', 'a thinking budget', asking({ thinking: { type: 'enabled', blockBinding: false } })],
    ['output_format', 'an output format', asking({ outputFormat: true })],
    ['forced_tool', 'any tool', asking({ toolChoice: { type: 'any' } })],
    ['forced_tool', 'one tool', asking({ toolChoice: { type: 'tool', name: 'x' } })],
    ['bound', 'a thread', asking({ thread: { type: 'create' } })],
    ['bound', 'a container', asking({ container: true })],
    ['unknown_model', 'a model of no table', { capabilities: undefined }],
    ['no_prewarm', 'a model that takes no pre-warm', without({ prewarm: false })],
    ['adaptive_thinking', 'a model that thinks by itself, overruled by the user', without({ prewarmAdaptive: false })],
  ])('%s: %s', (because, _what, change) => {
    expect(refused(change)).toBe(because);
  });

  it('judges the request as it was sent, not as the client asked', () => {
    const manual = { ...plain, thinking: { type: 'enabled', blockBinding: false } };
    const why = 'the model takes no manual thinking';
    const adaptive = set({ kind: 'set', path: ['thinking', 'type'], value: 'adaptive', because: why });
    const disabled = set({ kind: 'set', path: ['thinking'], value: { type: 'disabled' }, because: why });
    const enabled = set({ kind: 'set', path: ['thinking'], value: { type: 'enabled' }, because: why });
    const removed: Edit = { kind: 'remove', path: ['thinking'], because: why };
    const budget: Edit = { kind: 'remove', path: ['thinking', 'budget_tokens'], because: why };
    expect(refused({ settings: manual, edits: [adaptive, budget] })).toBeUndefined();
    expect(refused({ settings: manual, edits: [disabled] })).toBeUndefined();
    expect(refused({ settings: manual, edits: [removed] })).toBeUndefined();
    expect(refused({ settings: manual, edits: [budget] })).toBe('manual_thinking');
    expect(refused({ edits: [enabled] })).toBe('manual_thinking');
  });
});
