import { betasFor } from './betas.ts';
import { accepts, type Misfit, type SettledCase } from './fit-case.ts';
import { needsThinking } from './thinking.ts';

/**
 * What makes a tier unable to answer a request: what cannot be translated without touching tools, system or messages,
 * or without taking away what the client asked for (tool versions, fast mode, fallbacks, compaction, context edits, a
 * container), makes it ineligible rather than rewritten.
 */
interface Check {
  readonly what: string;
  /** Words for a person where the check stands against the tier. */
  readonly against: (settled: SettledCase) => string | false | undefined;
}

/** Hold only where the model is another than the one asked for. */
const whenSwitched: readonly Check[] = [
  {
    what: 'container',
    against: ({ settings }) => settings.container && 'a container stays with the model that used it',
  },
  {
    what: 'prewarm',
    against: ({ settings }) => settings.maxTokens === 0 && "max_tokens 0 warms the requested model's cache",
  },
  {
    what: 'prefill',
    against: ({ turn, model }) => turn.transcript.prefill && model.prefill === 'refused' && noPrefill,
  },
  {
    what: 'system_messages',
    against: ({ turn, model }) =>
      turn.transcript.systemMessages && !model.systemMessages && 'the model takes no system messages in the transcript',
  },
  {
    what: 'effort_in_history',
    against: ({ turn, model }) =>
      turn.transcript.effortInHistory && !model.effortInHistory && 'the model takes no effort along the transcript',
  },
  {
    what: 'forced_tool_choice',
    against: (settled) =>
      settled.model.forcedToolChoice === 'refused' && forcesTool(settled) && 'the model takes no forced tool',
  },
  { what: 'tool_version', against: (settled) => named('the model takes no tool of type', refusedTool(settled)) },
  {
    what: 'context_edits',
    against: (settled) => named('the model takes no context edit', refusedContextEdit(settled)),
  },
  {
    what: 'compaction',
    against: ({ settings, model }) =>
      !model.compaction && settings.contextEdits.some(isCompaction) && 'the model compacts no context',
  },
  {
    what: 'output_format',
    against: ({ settings, model }) =>
      settings.outputFormat && !model.structuredOutputs && 'the model takes no output format',
  },
  {
    what: 'fast_mode',
    against: ({ settings, model }) => settings.speed === 'fast' && !model.fastMode && 'the model has no fast mode',
  },
  {
    what: 'fallbacks',
    against: ({ settings, model }) =>
      settings.fallbackList && !model.fallbackList && 'the model takes no list of fallbacks',
  },
  {
    what: 'inference_geo',
    against: ({ settings, model }) =>
      settings.inferenceGeo !== undefined && !model.inferenceGeo && 'the model cannot be asked for a region',
  },
  {
    what: 'thinking_type',
    against: (settled) => named('nobody knows how to translate thinking of type', unknownThinking(settled)),
  },
  {
    what: 'block_binding',
    against: ({ thinking, model }) =>
      thinking?.blockBinding && !model.thinking.blockBinding && 'the model takes no block_binding',
  },
  // An edit can set a header, not remove it, and an empty one is refused.
  {
    what: 'betas',
    against: (settled) =>
      settled.settings.betas.length > 0 && betasFor(settled).length === 0 && 'the model takes none of the betas',
  },
];

/** Hold for other settings on the requested model too. */
const always: readonly Check[] = [
  {
    what: 'upstream',
    against: (settled) =>
      settled.target.upstream !== undefined &&
      !beginsAfresh(settled) &&
      'behind another upstream thinking is unreadable, and what was begun elsewhere unknown: at user turns only',
  },
  {
    what: 'inference_geo',
    against: ({ target, model }) =>
      target.inferenceGeo !== undefined && !model.inferenceGeo && 'the model cannot be asked for a region',
  },
  {
    what: 'effort_in_history',
    against: (settled) =>
      !settled.switched &&
      settled.turn.transcript.effortInHistory &&
      effortChanges(settled) &&
      "the client sets effort along the transcript; the tier's would overrule it",
  },
  {
    what: 'between_tools_effort',
    against: (settled) =>
      !settled.switched &&
      isSetTo('between_tools', settled) &&
      effortChanges(settled) &&
      'with between_tools thinking effort cannot change within a conversation',
  },
  {
    what: 'manual_thinking',
    against: (settled) =>
      settled.settings.thinking?.type === 'enabled' &&
      settled.thinking?.type !== 'enabled' &&
      mayReturnToManual(settled) &&
      opensLoop(settled) &&
      'the reply would begin a tool loop without the thinking block that manual thinking demands later in the loop',
  },
  {
    what: 'context_edits',
    against: (settled) =>
      needsThinking(settled) &&
      !settled.thinksNow &&
      (settled.switched || settled.choice.thinking !== 'asked') &&
      'clear_thinking_20251015 needs thinking, which the model does not do here',
  },
  {
    what: 'forced_tool_choice',
    against: (settled) =>
      settled.model.forcedToolChoice === 'refused_with_thinking' &&
      forcesTool(settled) &&
      settled.thinksNow &&
      'the model takes no forced tool while thinking',
  },
  {
    what: 'prefill',
    against: ({ model, turn, thinksNow }) =>
      model.prefill === 'refused_with_thinking' && turn.transcript.prefill && thinksNow && noPrefill,
  },
];

const noPrefill = 'the model continues no assistant message';
const knownThinking: readonly string[] = ['adaptive', 'enabled', 'disabled', 'between_tools'];

const switchedAndAlways: readonly Check[] = [...whenSwitched, ...always];

/** The first thing that stands against the tier, whatever the size of the prompt. */
export function misfitOf(settled: SettledCase): Misfit | undefined {
  for (const { what, against } of settled.switched ? switchedAndAlways : always) {
    const detail = against(settled);
    if (typeof detail === 'string') return { what, detail };
  }
  return undefined;
}

function named(words: string, name: string | undefined): string | undefined {
  return name === undefined ? undefined : `${words} ${name}`;
}

function forcesTool({ settings }: SettledCase): boolean {
  return settings.toolChoice?.type === 'any' || settings.toolChoice?.type === 'tool';
}

function refusedTool({ turn, model }: SettledCase): string | undefined {
  return turn.transcript.tools.serverTypes.find((type) => !model.toolTypes.some((start) => type.startsWith(start)));
}

function refusedContextEdit({ settings, model }: SettledCase): string | undefined {
  return settings.contextEdits.find((type) => !isCompaction(type) && !model.contextEdits.includes(type));
}

function isCompaction(contextEdit: string): boolean {
  return contextEdit.startsWith('compact_');
}

/** A type of thinking that the API got after this table was written, where it would have to be translated. */
function unknownThinking({ settings, target }: SettledCase): string | undefined {
  const type = settings.thinking?.type;
  return type !== undefined && target.thinking === undefined && !knownThinking.includes(type) ? type : undefined;
}

function effortChanges({ choice: { effort }, settings }: SettledCase): boolean {
  if (effort === 'asked') return false;
  return effort === 'omitted' ? settings.effort !== undefined : effort.level !== settings.effort;
}

function isSetTo(type: string, { thinking, settings }: SettledCase): boolean {
  return thinking?.type === type && settings.thinking?.type === type;
}

/** Whether the requested model would be asked to think by budget when the conversation comes back to it. */
function mayReturnToManual({ requested }: SettledCase): boolean {
  return requested === undefined || accepts(requested, 'enabled');
}

/** Nothing is under way that only the upstream which began it could go on with: thinking, server tools, a container, a thread. */
function beginsAfresh(settled: SettledCase): boolean {
  const { settings, turn } = settled;
  const bound = turn.tail.serverToolLoop || turn.tail.boundToModel || settings.container;
  return opensLoop(settled) && !bound && settings.thread === undefined;
}

/** No tool result to digest: the reply begins a tool loop. */
function opensLoop({ turn }: SettledCase): boolean {
  return turn.tail.resultCount === 0;
}
