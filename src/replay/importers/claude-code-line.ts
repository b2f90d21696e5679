import { z } from 'zod';

const count = z.number().int().nonnegative();

const usageSchema = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_creation_input_tokens: count.nullish().catch(undefined),
  cache_read_input_tokens: count.nullish().catch(undefined),
  cache_creation: z.object({ ephemeral_1h_input_tokens: count.optional() }).optional().catch(undefined),
});

const contentSchema = z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]);

/** A line of a transcript, as far as it is looked at: messages, and what says when their requests began. */
const lineSchema = z.object({
  type: z.string(),
  uuid: z.string().optional().catch(undefined),
  parentUuid: z.string().nullish().catch(undefined),
  sessionId: z.string().optional().catch(undefined),
  leafUuid: z.string().optional().catch(undefined),
  isSidechain: z.boolean().optional().catch(undefined),
  agentId: z.string().optional().catch(undefined),
  isMeta: z.boolean().optional().catch(undefined),
  isCompactSummary: z.boolean().optional().catch(undefined),
  isApiErrorMessage: z.boolean().optional().catch(undefined),
  subtype: z.string().optional().catch(undefined),
  timestamp: z.string().optional().catch(undefined),
  requestId: z.string().optional().catch(undefined),
  /** Of a reply: the `id` of the `api-request` line that led to it. Newer versions only. */
  requestRef: z.string().optional().catch(undefined),
  id: z.string().optional().catch(undefined),
  /** Of an `api-request` line: who asked, `agent:builtin:<type>` for a subagent. */
  querySource: z.string().optional().catch(undefined),
  promptCacheRequested: z.enum(['5m', '1h']).optional().catch(undefined),
  /** Of an `attachment` line: what it adds to the prompt. */
  rendered: z.array(z.unknown()).optional().catch(undefined),
  message: z
    .object({
      id: z.string().optional().catch(undefined),
      model: z.string().optional().catch(undefined),
      content: contentSchema.optional().catch(undefined),
      stop_reason: z.string().nullish().catch(undefined),
      usage: usageSchema.optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

export type ClaudeCodeLine = z.infer<typeof lineSchema>;

export type ClaudeCodeBlock = Readonly<Record<string, unknown>> & { readonly type: string };

/** A parsed line; `undefined` when it is none of a transcript. */
export function parseClaudeCodeLine(value: unknown): ClaudeCodeLine | undefined {
  const parsed = lineSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** A message's blocks; a string is one block of text. */
export function blocksOf({ message }: ClaudeCodeLine): readonly ClaudeCodeBlock[] {
  const content = message?.content ?? [];
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** The text of a block or of a tool result's content, which is a string or blocks; without one ''. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((block: unknown) => (typeof block === 'object' && block !== null && 'text' in block ? String(block.text) : ''))
    .join('\n');
}
