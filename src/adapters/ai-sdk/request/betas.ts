import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { type Block, membersOf } from '../../block.ts';
import { toolBetas } from './tools.ts';

/** A translated request with what it was translated from. */
export interface BetasInput {
  readonly request: Block;
  readonly options: LanguageModelV4CallOptions;
  readonly own: Block;
}

/** What of a request makes Anthropic's package add a beta, in the order in which it does. */
const additions: readonly { readonly beta: string; readonly when: (input: BetasInput) => boolean }[] = [
  { beta: 'message-threads-2026-08-12', when: ({ request }) => request.thread !== undefined },
  { beta: 'mid-conversation-system-2026-04-07', when: ({ request }) => hasSystemMessage(request) },
  { beta: 'mid-conversation-output-config-2026-07-01', when: ({ request }) => messagesOf(request).some(setsEffort) },
  { beta: 'files-api-2025-04-14', when: ({ request }) => hasSource(request, ({ type }) => type === 'file') },
  {
    beta: 'pdfs-2024-09-25',
    when: ({ request }) => hasSource(request, ({ media_type }) => media_type === 'application/pdf'),
  },
  { beta: 'mcp-client-2025-04-04', when: ({ request }) => request.mcp_servers !== undefined },
  { beta: 'context-management-2025-06-27', when: ({ request }) => request.context_management !== undefined },
  { beta: 'fast-mode-2026-02-01', when: ({ request }) => request.speed === 'fast' },
  {
    beta: 'thinking-display-updates-2026-08-18',
    when: ({ request }) => membersOf(request.thinking)?.display === 'updates',
  },
  {
    beta: 'thinking-binding-controls-2026-08-01',
    when: ({ request }) => membersOf(request.thinking)?.block_binding !== undefined,
  },
  { beta: 'server-side-fallback-2026-07-01', when: ({ request }) => request.fallbacks === 'default' },
  { beta: 'server-side-fallback-2026-06-01', when: ({ request }) => Array.isArray(request.fallbacks) },
];

/** The betas that would be sent: the package's own, those of the tools, then the caller's. */
export function betasOf(input: BetasInput): readonly string[] {
  const { request, options, own } = input;
  const added = additions.filter(({ when }) => when(input)).map(({ beta }) => beta);
  const tools = toolBetas(Array.isArray(request.tools) ? request.tools : undefined);
  const asked = Array.isArray(own.anthropicBeta) ? own.anthropicBeta.filter((beta) => typeof beta === 'string') : [];
  return [...new Set([...added, ...tools, ...headerBetas(options), ...asked])];
}

/** The betas a caller set as a header. */
export function headerBetas({ headers }: Pick<LanguageModelV4CallOptions, 'headers'>): readonly string[] {
  const value = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'anthropic-beta')?.[1] ?? '';
  return value
    .split(',')
    .map((beta) => beta.trim().toLowerCase())
    .filter((beta) => beta !== '');
}

function messagesOf({ messages }: Block): readonly Block[] {
  return Array.isArray(messages) ? messages.map((message) => membersOf(message) ?? {}) : [];
}

function setsEffort({ role, output_config }: Block): boolean {
  return role === 'system' && output_config !== undefined;
}

/** Effort alone may stand before everything else: then it is no message along the way. */
function hasSystemMessage(request: Block): boolean {
  const messages = messagesOf(request);
  const isLeadingEffort = messages[0] !== undefined && setsEffort(messages[0]) && isEmpty(messages[0]);
  return messages.slice(isLeadingEffort ? 1 : 0).some(({ role }) => role === 'system');
}

function isEmpty({ content }: Block): boolean {
  return Array.isArray(content) && content.length === 0;
}

/** Whether some block, or a block of a tool's result, has such a source. */
function hasSource(request: Block, is: (source: Block) => boolean): boolean {
  const has = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(has);
    const { source, content } = membersOf(value) ?? {};
    const own = membersOf(source);
    return (own !== undefined && is(own)) || (Array.isArray(content) && content.some(has));
  };
  return messagesOf(request).some(has);
}
