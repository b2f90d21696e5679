import type { OfferedTools } from '../core/index.ts';
import { type CacheTtl, ttlsIn } from './cache-marks.ts';
import { canonicalBlocks } from './canonical.ts';
import { shortHash } from './hashes.ts';
import type { Span } from './json-bytes.ts';
import { memberOf, membersOf, parseSpan, parseString } from './json-spans.ts';
import { type JsonObject, listOf, objectOf, stringOf } from './json-values.ts';

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
  const tools = listOf(parseSpan(value, span)).map((tool) => objectOf(tool) ?? {});
  const canonical = canonicalBlocks(value, span, (tool) => {
    return parseSpan(value, memberOf(membersOf(value, tool), 'defer_loading')) !== true;
  });
  return { hash: shortHash(canonical), ttls: ttlsIn(value, span), offered: offeredBy(tools) };
}

function offeredBy(tools: readonly JsonObject[]): OfferedTools {
  const own = tools.filter((tool) => isOwn(tool));
  return {
    count: tools.length,
    names: namesOf(own),
    serverTypes: tools.flatMap((tool) => (isOwn(tool) ? [] : [stringOf(tool.type) ?? 'unknown'])),
    readOnly: namesOf(own.filter((tool) => saysReadOnly(tool))),
  };
}

/** A tool that the client defines and runs: no type, or `custom`. */
function isOwn(tool: JsonObject): boolean {
  return tool.type === undefined || tool.type === null || tool.type === 'custom';
}

function namesOf(tools: readonly JsonObject[]): readonly string[] {
  return tools.map((tool) => stringOf(tool.name)).filter((name) => name !== undefined);
}

/** MCP's `readOnlyHint`, under `annotations` as MCP has it or beside the name. */
function saysReadOnly(tool: JsonObject): boolean {
  return objectOf(tool.annotations)?.readOnlyHint === true || tool.readOnlyHint === true;
}

/** Reads the value of `system`. Claude Code's billing block, which varies from run to run, stays out of the hash. */
export function readSystem(value: Buffer): PrefixFacts {
  const span = wholeOf(value);
  const canonical = canonicalBlocks(value, span, (block) => !isBillingHeader(value, block));
  return { hash: shortHash(canonical), ttls: ttlsIn(value, span) };
}

function isBillingHeader(value: Buffer, block: Span): boolean {
  const text = parseString(value, memberOf(membersOf(value, block), 'text'));
  return text?.startsWith('x-anthropic-billing-header:') ?? false;
}

function wholeOf(value: Buffer): Span {
  return { start: 0, end: value.length };
}
