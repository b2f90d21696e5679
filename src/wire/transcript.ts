import type { TranscriptFacts } from '../core/index.ts';
import { type Breakpoint, messageBreakpoints, ttlOf } from './cache-marks.ts';
import type { Span } from './json-bytes.ts';
import { parseSpan } from './json-spans.ts';
import { listOf, objectOf, stringOf } from './json-values.ts';
import type { OpenRequest } from './open-request.ts';
import type { PrefixFacts, ToolsFacts } from './prefix.ts';

/** What stands before the messages of a request. */
export interface Prefix {
  readonly tools: ToolsFacts;
  readonly system: PrefixFacts;
}

/** The breakpoints of a request, in the order of the prompt: tools, system, messages, then the automatic one. */
export function readBreakpoints(
  { body, layout, field }: OpenRequest,
  { tools, system }: Prefix,
): readonly Breakpoint[] {
  const automatic = ttlOf(field('cache_control'));
  return [
    ...tools.ttls.map((ttl) => ({ at: 'tools' as const, ttl })),
    ...system.ttls.map((ttl) => ({ at: 'system' as const, ttl })),
    ...messageBreakpoints(body, layout),
    ...(automatic === undefined ? [] : [{ at: 'automatic' as const, ttl: automatic }]),
  ];
}

/** What is known of the transcript as a whole. */
export function readTranscript(
  request: OpenRequest,
  { tools }: Prefix,
  breakpoints: readonly Breakpoint[],
): TranscriptFacts {
  const { messages, span } = request;
  return {
    messageCount: messages.length,
    assistantMessages: messages.filter((message) => message.role === 'assistant').length,
    systemMessages: messages.some((message) => message.role === 'system'),
    effortInHistory: messages.some((message) => setsEffort(request.body, message)),
    prefill: messages.at(-1)?.role === 'assistant',
    tools: { ...tools.offered, serverTypes: [...tools.offered.serverTypes, ...serversOf(request)] },
    prefixBytes: sizeOf(span('tools')) + sizeOf(span('system')) + sizeOf(span('messages')),
    breakpoints: breakpoints.length > 0,
  };
}

function setsEffort(
  body: Buffer,
  message: { readonly role: string | undefined; readonly outputConfig: Span | undefined },
): boolean {
  if (message.role !== 'system' || message.outputConfig === undefined) return false;
  return stringOf(objectOf(parseSpan(body, message.outputConfig))?.effort) !== undefined;
}

/** MCP servers that the API itself connects to are server tools, also where `tools` does not list their toolset. */
function serversOf({ field }: OpenRequest): readonly string[] {
  return listOf(field('mcp_servers')).length > 0 ? ['mcp_servers'] : [];
}

function sizeOf(span: Span | undefined): number {
  return span === undefined ? 0 : span.end - span.start;
}
