import type { Edit } from '../../edit.ts';
import type { FitMemory } from '../../fit-memory.ts';
import type { Json } from '../../json.ts';
import type { TierTarget } from '../../policy/tier.ts';
import type { RequestSettings, Tail, ThinkingSetting, TranscriptFacts, Turn } from '../../turn.ts';
import { type Fit, fit } from './fit.ts';

/** What a test says of a turn; the rest is a plain middle turn of a tool loop. */
export interface TurnSketch {
  readonly model?: string;
  readonly settings?: Partial<RequestSettings>;
  readonly transcript?: Partial<TranscriptFacts>;
  readonly tail?: Partial<Tail>;
}

/** A turn that digests one tool result, with the sketch's differences. */
export function turnOf({ model = 'claude-sonnet-5-5', settings, transcript, tail }: TurnSketch = {}): Turn {
  return {
    requestedModel: model,
    settings: {
      apiVersion: '2023-06-01',
      betas: [],
      stream: true,
      maxTokens: 32_000,
      outputFormat: false,
      fallbackList: false,
      contextEdits: [],
      container: false,
      ...settings,
    },
    transcript: {
      messageCount: 3,
      assistantMessages: 1,
      systemMessages: false,
      effortInHistory: false,
      prefill: false,
      tools: { count: 1, names: ['Read'], serverTypes: [], readOnly: [] },
      prefixBytes: 40_000,
      breakpoints: true,
      ...transcript,
    },
    tail: {
      calls: [],
      recentCalls: [],
      resultCount: 1,
      userTexts: [],
      otherUserBlocks: 0,
      serverToolLoop: false,
      boundToModel: false,
      ...tail,
    },
    client: { name: 'other', subagent: false },
  };
}

/** An execution tier on a model. */
export function tierOn(model: string, settings: Partial<TierTarget> = {}): TierTarget {
  return { tier: 'execution', model, ...settings };
}

/** The fit without history. */
export function freshFit(turn: Turn, target: TierTarget, memory?: FitMemory): Fit {
  return fit(turn, target, { memory, contextTokens: 20_000 });
}

/** Edits as short lines: `thinking.type = "adaptive"`, `- output_config.effort`, `@ anthropic-beta: x`. The model's is left out. */
export function linesOf(result: Fit): readonly string[] {
  if (!result.fits) return [`misfit ${result.what}`];
  return result.edits.filter((edit) => !('path' in edit) || edit.path[0] !== 'model').map(lineOf);
}

function lineOf(edit: Edit): string {
  switch (edit.kind) {
    case 'set':
      return `${edit.path.join('.')} = ${JSON.stringify(edit.value)}`;
    case 'remove':
      return `- ${edit.path.join('.')}`;
    case 'header':
      return `@ ${edit.name}: ${edit.value}`;
    case 'cache_ttl':
      return `cache_control.ttl = ${edit.ttl}`;
    default:
      return edit satisfies never;
  }
}

/** The turn as the target sees it: the edits carried out on the settings that a fit may edit. */
export function edited(turn: Turn, result: Fit): Turn {
  if (!result.fits) return turn;
  const body = result.edits.reduce(applied, bodyOf(turn));
  const betas = result.edits.find((edit) => edit.kind === 'header')?.value.split(',') ?? turn.settings.betas;
  const { effort, temperature, topP, topK, thinking, maxTokens, ...rest } = turn.settings;
  return {
    ...turn,
    requestedModel: textAt(body, 'model') ?? turn.requestedModel,
    settings: { ...rest, betas, ...settingsIn(body) },
  };
}

type JsonObject = { readonly [key: string]: Json };

/** The part of a body that the settings are read from. */
function bodyOf({ requestedModel, settings }: Turn): JsonObject {
  const { thinking } = settings;
  return present({
    model: requestedModel,
    max_tokens: settings.maxTokens,
    temperature: settings.temperature,
    top_p: settings.topP,
    top_k: settings.topK,
    output_config: settings.effort === undefined ? undefined : { effort: settings.effort },
    thinking:
      thinking &&
      present({
        type: thinking.type,
        budget_tokens: thinking.budgetTokens,
        display: thinking.display,
        block_binding: thinking.blockBinding ? {} : undefined,
      }),
  });
}

function applied(body: JsonObject, edit: Edit): JsonObject {
  if (edit.kind === 'header' || edit.kind === 'cache_ttl') return body;
  const [parent, child] = edit.path;
  const value = edit.kind === 'set' ? edit.value : undefined;
  if (child === undefined) return present({ ...body, [parent]: value });
  const inner = present({ ...objectAt(body, parent), [child]: value });
  return present({ ...body, [parent]: Object.keys(inner).length === 0 ? undefined : inner });
}

function settingsIn(body: JsonObject): Partial<RequestSettings> {
  const effort = textAt(objectAt(body, 'output_config'), 'effort');
  const thinking = thinkingIn(objectAt(body, 'thinking'));
  const [maxTokens, temperature, topP, topK] = ['max_tokens', 'temperature', 'top_p', 'top_k'].map((key) =>
    numberAt(body, key),
  );
  return {
    ...(effort === undefined ? {} : { effort }),
    ...(thinking === undefined ? {} : { thinking }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(topK === undefined ? {} : { topK }),
  };
}

function thinkingIn(body: JsonObject): ThinkingSetting | undefined {
  const type = textAt(body, 'type');
  const [budgetTokens, display] = [numberAt(body, 'budget_tokens'), textAt(body, 'display')];
  if (type === undefined) return undefined;
  return {
    type,
    blockBinding: body.block_binding !== undefined,
    ...(budgetTokens === undefined ? {} : { budgetTokens }),
    ...(display === undefined ? {} : { display }),
  };
}

function objectAt(body: JsonObject, key: string): JsonObject {
  const value = body[key];
  return value instanceof Object && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

function textAt(body: JsonObject, key: string): string | undefined {
  const value = body[key];
  return typeof value === 'string' ? value : undefined;
}

function numberAt(body: JsonObject, key: string): number | undefined {
  const value = body[key];
  return typeof value === 'number' ? value : undefined;
}

function present(members: { readonly [key: string]: Json | undefined }): JsonObject {
  const body: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) body[key] = value;
  return body;
}
