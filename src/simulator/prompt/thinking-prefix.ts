import { digestOf } from '../digest.ts';
import { isObject, type Json, stringOf } from '../json.ts';
import type { PromptBlock } from './content.ts';
import type { MessagesRequest } from './request.ts';
import type { ThinkingPrefix } from './signature.ts';

/** Digests of thinking blocks that a prefix remembers: more would make every signature longer than the one before. */
const rememberedBlocks = 24;

/** Is this one of the two kinds of thinking blocks? */
export function isThinking({ value }: PromptBlock): boolean {
  return value.type === 'thinking' || value.type === 'redacted_thinking';
}

/** The prefix of a prompt, growing block by block. */
export interface PrefixCursor {
  /** Begins a message; neighbours of one role are one turn. */
  open(role: string): void;
  /** Goes past a block of the message. */
  pass(block: PromptBlock): void;
  /** What stands before the next block. */
  here(): ThinkingPrefix;
}

function listDigest(blocks: readonly PromptBlock[]): string {
  return digestOf(blocks.map((block) => block.digest).join(''));
}

/** Names of the tools that a block loads: a reference in a search result, or in an addition of a tool. */
function referencedTools(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencedTools);
  if (!isObject(value)) return [];
  const name = value.type === 'tool_reference' ? (stringOf(value.tool_name) ?? stringOf(value.name)) : undefined;
  return name === undefined
    ? ['content', 'tool', 'tool_references'].flatMap((key) => referencedTools(value[key]))
    : [name];
}

/**
 * A cursor before the first message. Not part of the prefix: all settings, `cache_control`, a message's
 * `output_config`, and tools with `defer_loading` until something in the messages loads them. ([DOC] preserved thinking)
 */
export function startPrefix({ tools, system }: Pick<MessagesRequest, 'tools' | 'system'>): PrefixCursor {
  const deferred = new Map(
    tools
      .filter((tool) => tool.value.defer_loading === true)
      .map((tool) => [stringOf(tool.value.name) ?? '', tool.digest]),
  );
  const ofTools = listDigest(tools.filter((tool) => tool.value.defer_loading !== true));
  const ofSystem = listDigest(system);
  const thinkingBefore: string[] = [];
  let messages = '';
  let speaker = '';
  return {
    open(role) {
      if (role !== speaker) messages = digestOf(messages + role);
      speaker = role;
    },
    pass(block) {
      if (block.value.type === 'output_config') return;
      if (isThinking(block)) {
        thinkingBefore.push(block.digest.slice(0, 8));
        return;
      }
      const loaded = deferred.size === 0 ? [] : referencedTools(block.value).map((name) => deferred.get(name) ?? '');
      messages = digestOf(messages + block.digest + loaded.join(''));
    },
    here: () => ({
      tools: ofTools,
      system: ofSystem,
      messages,
      thinkingBefore: thinkingBefore.slice(-rememberedBlocks),
    }),
  };
}

/**
 * The first part in which what stands before a block now differs from what stood there when it was made; undefined when
 * none does. Thinking before it may be gone from the beginning on, but what is left must be an unbroken run.
 */
export function changedPart(made: ThinkingPrefix, now: ThinkingPrefix): 'tools' | 'system' | 'messages' | undefined {
  if (made.tools !== now.tools) return 'tools';
  if (made.system !== now.system) return 'system';
  if (made.messages !== now.messages) return 'messages';
  const left = now.thinkingBefore;
  const run = left.length === 0 ? [] : made.thinkingBefore.slice(-left.length);
  return run.join() === left.join() ? undefined : 'messages';
}
