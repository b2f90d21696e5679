import type { Json, OfferedTools } from '../core/index.ts';
import { type Block, blockString, blocksOf } from './blocks.ts';
import { type CacheTtl, ttlsIn } from './cache-marks.ts';
import { canonicalBlocks } from './canonical.ts';
import { shortHash } from './hashes.ts';
import type { Span } from './json-bytes.ts';
import { memberOf, parseSpan } from './json-spans.ts';
import { objectOf } from './json-values.ts';

/** What is read of `tools` or `system`, once per distinct text. */
export interface PrefixFacts {
  /** Of the canonical form, so that a moved `cache_control` is no change. */
  readonly hash: string;
  readonly ttls: readonly CacheTtl[];
}

/** `tools`, with what they offer. */
export interface ToolsFacts extends PrefixFacts {
  readonly offered: OfferedTools;
}

/** The facts of a request without tools. */
export const noTools: ToolsFacts = {
  hash: 'none',
  ttls: [],
  offered: { count: 0, names: [], serverTypes: [], readOnly: [] },
};

/** The facts of a request without a system prompt. */
export const noSystem: PrefixFacts = { hash: 'none', ttls: [] };

/**
 * Reads the value of `tools`. Tools with `defer_loading` stay out of the hash: the API puts them into the prompt only where
 * the transcript refers to them, and clients add them as they are found.
 */
export function readTools(value: Buffer): ToolsFacts {
  const span = wholeOf(value);
  const canonical = canonicalBlocks(value, span, (tool) => memberValue(value, tool, 'defer_loading') !== true);
  return { hash: shortHash(canonical), ttls: ttlsIn(value, span), offered: offeredBy(value, blocksOf(value, span)) };
}

function offeredBy(value: Buffer, tools: readonly Block[]): OfferedTools {
  const own = tools.filter((tool) => isOwn(value, tool));
  return {
    count: tools.length,
    names: namesOf(value, own),
    serverTypes: tools.flatMap((tool) => (isOwn(value, tool) ? [] : [tool.type ?? 'unknown'])),
    readOnly: namesOf(
      value,
      own.filter((tool) => saysReadOnly(value, tool)),
    ),
  };
}

/** A tool that the client defines and runs: no type, or `custom`. */
function isOwn(value: Buffer, tool: Block): boolean {
  return (tool.type ?? memberValue(value, tool, 'type') ?? 'custom') === 'custom';
}

function namesOf(value: Buffer, tools: readonly Block[]): readonly string[] {
  return tools.map((tool) => blockString(value, tool, 'name')).filter((name) => name !== undefined);
}

/** MCP's `readOnlyHint`, under `annotations` as MCP has it or beside the name. */
function saysReadOnly(value: Buffer, tool: Block): boolean {
  const annotations = objectOf(memberValue(value, tool, 'annotations'));
  return annotations?.readOnlyHint === true || memberValue(value, tool, 'readOnlyHint') === true;
}

function memberValue(value: Buffer, tool: Block, key: string): Json | undefined {
  return parseSpan(value, memberOf(tool.members, key));
}

/** Reads the value of `system`. Claude Code's billing block, which varies from run to run, stays out of the hash. */
export function readSystem(value: Buffer): PrefixFacts {
  const span = wholeOf(value);
  const canonical = canonicalBlocks(value, span, (block) => !isBillingHeader(value, block));
  return { hash: shortHash(canonical), ttls: ttlsIn(value, span) };
}

function isBillingHeader(value: Buffer, block: Block): boolean {
  return blockString(value, block, 'text')?.startsWith('x-anthropic-billing-header:') ?? false;
}

function wholeOf(value: Buffer): Span {
  return { start: 0, end: value.length };
}
