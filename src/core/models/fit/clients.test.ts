import { describe, expect, it } from 'vitest';
import { freshFit, linesOf, type TurnSketch, tierOn, turnOf } from './turn.fixture.ts';

/** The settings that real clients sent in November 2026, through a whole tool loop. */
const clients: Readonly<Record<string, TurnSketch>> = {
  'Claude Code 2.1.330': {
    settings: {
      maxTokens: 128_000,
      thinking: { type: 'adaptive', display: 'omitted', blockBinding: false },
      contextEdits: ['clear_thinking_20251015'],
      effort: 'medium',
      betas: [
        'claude-code-20250219',
        'interleaved-thinking-2025-05-14',
        'context-management-2025-06-27',
        'per-turn-control-2026-07-01',
        'mid-conversation-tool-changes-2026-07-01',
        'thinking-token-count-2026-05-13',
        'advanced-tool-use-2025-11-20',
        'effort-2025-11-24',
      ],
    },
    transcript: { systemMessages: true },
  },
  'AI SDK 7': {
    settings: { maxTokens: 64_000, toolChoice: { type: 'auto' }, betas: ['structured-outputs-2025-11-13'] },
  },
  LangChain: { settings: { maxTokens: 2_000, stream: false } },
  'Qwen Code': {
    settings: {
      maxTokens: 8_000,
      temperature: 1,
      thinking: { type: 'enabled', budgetTokens: 32_000, blockBinding: false },
      betas: ['interleaved-thinking-2025-05-14'],
    },
  },
  'Anthropic SDK': { settings: { apiVersion: '2026-10-21', maxTokens: 2_000, stream: false } },
};

function editsOf(client: string, from: string, to: string): readonly string[] {
  return linesOf(freshFit(turnOf({ ...clients[client], model: from }), tierOn(to, { effort: 'low' })));
}

const low = 'output_config.effort = "low"';
const off = 'thinking = {"type":"disabled"}';
const toAdaptive = ['thinking.type = "adaptive"', '- thinking.budget_tokens'];

describe('real clients need few edits beside the model', () => {
  it.each([
    ['Claude Code 2.1.330', [low]],
    ['AI SDK 7', [low]],
    ['LangChain', [low]],
    ['Qwen Code', [...toAdaptive, low]],
    ['Anthropic SDK', [low]],
  ])('%s from Sonnet 5.5 to Haiku 5.5', (client, lines) => {
    expect(editsOf(client, 'claude-sonnet-5-5', 'claude-haiku-5-5')).toEqual(lines);
  });

  it.each([
    ['Claude Code 2.1.330', [low]],
    ['AI SDK 7', [low]],
  ])('%s from Opus 5.5 to Haiku 5.5', (client, lines) => {
    expect(editsOf(client, 'claude-opus-5-5', 'claude-haiku-5-5')).toEqual(lines);
  });

  it.each([
    ['AI SDK 7', []],
    ['LangChain', []],
    ['Qwen Code', ['max_tokens = 40000']],
    ['Anthropic SDK', []],
  ])('%s from Sonnet 4.5 to Haiku 4.5', (client, lines) => {
    expect(editsOf(client, 'claude-sonnet-4-5', 'claude-haiku-4-5')).toEqual(lines);
    expect(editsOf(client, 'claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001')).toEqual(lines);
  });

  it.each([
    ['AI SDK 7', [off, low]],
    ['LangChain', [off, low]],
    ['Qwen Code', [...toAdaptive, low]],
    ['Anthropic SDK', [off, low]],
  ])('%s from Sonnet 4.6 to Haiku 5.5', (client, lines) => {
    expect(editsOf(client, 'claude-sonnet-4-6', 'claude-haiku-5-5')).toEqual(lines);
  });

  it('Claude Code, whose transcripts hold system messages, has no way to Haiku 4.5', () => {
    expect(editsOf('Claude Code 2.1.330', 'claude-sonnet-5-5', 'claude-haiku-4-5')).toEqual(['misfit system_messages']);
  });
});
