/**
 * Sessions of the pi coding agent, `~/.pi/agent/sessions/<folder>/<time>_<id>.jsonl` (format versions 1 to 3): a header,
 * then an entry a line. A reply's `timestamp` is when its request began, its entry's is when it ended.
 */
import { z } from 'zod';
import { given } from '../../core/index.ts';
import type { Importer, ReadingOptions } from './importer.ts';
import { linesOf, parseJson } from './lines.ts';
import { Transcript } from './transcript.ts';

const count = z.number().int().nonnegative();
const blockSchema = z.looseObject({ type: z.string() });
const contentSchema = z.union([z.string(), z.array(blockSchema)]).catch([]);

const replySchema = z.object({
  role: z.literal('assistant'),
  content: contentSchema,
  model: z.string(),
  usage: z.object({ input: count, output: count, cacheRead: count, cacheWrite: count }),
  stopReason: z.string().optional(),
  timestamp: z.number().optional(),
  responseId: z.string().optional(),
});

const sentSchema = z.object({
  role: z.string(),
  content: contentSchema.optional(),
  toolCallId: z.string().optional().catch(undefined),
  isError: z.boolean().optional().catch(undefined),
});

const entrySchema = z.object({
  type: z.string(),
  id: z.string().optional(),
  parentId: z.string().nullish(),
  timestamp: z.string().optional(),
  message: z.union([replySchema, sentSchema]).optional().catch(undefined),
});

type Entry = z.infer<typeof entrySchema>;
type Reply = z.infer<typeof replySchema>;

const headerSchema = z.object({ type: z.literal('session'), id: z.string(), cwd: z.string() });

export const piSessionImporter: Importer = {
  kind: 'pi session',
  recognises: ([first]) => headerSchema.safeParse(first).success,
  async *read(path, options) {
    let number = 0;
    let transcript: Transcript | undefined;
    let leaf: string | undefined;
    for await (const text of linesOf(path, options.onBytes)) {
      number += 1;
      const value = parseJson(text);
      if (transcript === undefined) {
        transcript = new Transcript('pi', headerSchema.safeParse(value).data?.id ?? path, options);
        continue;
      }
      const entry = entrySchema.safeParse(value).data;
      if (entry === undefined) {
        options.onUnreadable?.(number);
        continue;
      }
      // A branch goes on from an earlier entry, a compaction from a summary.
      if (entry.type === 'compaction' || (leaf !== undefined && entry.parentId && entry.parentId !== leaf))
        transcript.cut();
      leaf = entry.id ?? leaf;
      if (entry.type === 'message' || entry.type === 'custom_message') addEntry(transcript, entry, { number, options });
    }
    const conversation = transcript?.end();
    if (conversation !== undefined) yield conversation;
  },
};

interface Place {
  readonly number: number;
  readonly options: ReadingOptions;
}

function addEntry(transcript: Transcript, entry: Entry, { number, options }: Place): void {
  const { message } = entry;
  const atMs = Date.parse(entry.timestamp ?? '') || 0;
  if (message === undefined && entry.type === 'message') {
    options.onUnreadable?.(number);
    return;
  }
  if (message !== undefined && 'usage' in message) {
    addReply(transcript, message, { ...given('id', entry.id), atMs });
    return;
  }
  if (message?.toolCallId === undefined) {
    // A person's words, or a command that a person or an extension put into the context.
    transcript.sent({ atMs, otherUserBlocks: 1, blocks: 1 });
    return;
  }
  const { toolCallId: callId, isError = false, content = [] } = message;
  transcript.sent({ atMs, results: [{ callId, isError, text: textOf(content) }], blocks: 1 });
}

function addReply(transcript: Transcript, reply: Reply, entry: { readonly id?: string; readonly atMs: number }): void {
  const { input, output, cacheRead, cacheWrite } = reply.usage;
  const inputTokens = input + cacheRead + cacheWrite;
  // A request that failed or was aborted before anything was billed.
  if (inputTokens === 0) return;
  const blocks = typeof reply.content === 'string' ? [] : reply.content;
  transcript.replied({
    id: reply.responseId ?? `${entry.id ?? ''} ${reply.timestamp ?? entry.atMs} ${inputTokens}`,
    endedAtMs: entry.atMs,
    ...given('startedAtMs', reply.timestamp),
    model: reply.model,
    inputTokens,
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    outputTokens: output,
    calls: blocks
      .filter(({ type }) => type === 'toolCall')
      .map((block) => ({ id: String(block.id), name: String(block.name), input: block.arguments })),
    blocks: blocks.length,
    ...given('stopReason', stopReasons.get(reply.stopReason ?? '') ?? reply.stopReason),
  });
}

/** pi's words for the API's. */
const stopReasons: ReadonlyMap<string, string> = new Map([
  ['stop', 'end_turn'],
  ['toolUse', 'tool_use'],
  ['length', 'max_tokens'],
]);

function textOf(content: z.infer<typeof contentSchema>): string {
  if (typeof content === 'string') return content;
  return content.map(({ text }) => (typeof text === 'string' ? text : '')).join('\n');
}
