/**
 * Claude Code's transcripts, `~/.claude/projects/<folder>/<session>.jsonl`: a line a block, several of one reply sharing
 * `message.id` and usage. Subagents are conversations of their own: in older versions marked lines of the same file, in
 * newer ones (seen: 2.1.330) files of their own under `<session>/subagents`. Newer versions also write a line when a
 * request goes out; before, a request began when the last thing it holds was written.
 */
import { given } from '../../core/index.ts';
import {
  blocksOf,
  type ClaudeCodeBlock,
  type ClaudeCodeLine,
  parseClaudeCodeLine,
  textOf,
} from './claude-code-line.ts';
import type { Importer, ReadingOptions } from './importer.ts';
import { linesOf, parseJson } from './lines.ts';
import { type Replied, Transcript } from './transcript.ts';

export const claudeCodeImporter: Importer = {
  kind: 'Claude Code transcript',
  recognises: (lines) =>
    lines.some((line) => {
      const parsed = parseClaudeCodeLine(line);
      return parsed?.sessionId !== undefined || (parsed?.type === 'summary' && parsed.leafUuid !== undefined);
    }),
  async *read(path, options) {
    const session = new Session(options);
    let number = 0;
    for await (const text of linesOf(path, options.onBytes)) {
      number += 1;
      const line = parseClaudeCodeLine(parseJson(text));
      if (line === undefined) options.onUnreadable?.(number);
      else session.add(line, number);
    }
    for (const transcript of session.transcripts()) {
      const conversation = transcript.end();
      if (conversation !== undefined) yield conversation;
    }
  },
};

/** One file under way: its lines handed to the conversations they belong to. */
class Session {
  readonly #options: ReadingOptions;
  readonly #transcripts = new Map<string, Transcript>();
  /** The first line of each line's sidechain, by the line's id. */
  readonly #roots = new Map<string, string>();
  readonly #requestedAtMs = new Map<string, number>();

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  transcripts(): Iterable<Transcript> {
    return this.#transcripts.values();
  }

  add(line: ClaudeCodeLine, number: number): void {
    const transcript = this.#transcriptOf(line);
    switch (line.type) {
      case 'api-request':
        if (line.id !== undefined) this.#requestedAtMs.set(line.id, timeOf(line));
        if (line.querySource?.startsWith('agent:')) transcript.belongsTo(line.querySource.split(':').at(-1) ?? '');
        return;
      case 'system':
        if (line.subtype === 'compact_boundary') transcript.cut();
        return;
      case 'attachment':
        transcript.sent({ atMs: timeOf(line), blocks: line.rendered?.length ?? 0 });
        return;
      case 'user':
        if (line.isCompactSummary === true) transcript.cut();
        transcript.sent(sentOf(line));
        return;
      case 'assistant':
        this.#reply(transcript, line, number);
        return;
      default:
        // Whatever else it keeps says nothing of turns.
        return;
    }
  }

  #reply(transcript: Transcript, line: ClaudeCodeLine, number: number): void {
    // What the client itself says where a request failed.
    if (line.isApiErrorMessage === true || line.message?.model === '<synthetic>') return;
    const startedAtMs = this.#requestedAtMs.get(line.requestRef ?? '');
    const replied = repliedOf(line, startedAtMs);
    if (replied === undefined) this.#options.onUnreadable?.(number);
    else transcript.replied(replied);
  }

  #transcriptOf(line: ClaudeCodeLine): Transcript {
    const id = line.agentId ?? this.#sidechainOf(line) ?? line.sessionId ?? '';
    const known = this.#transcripts.get(id);
    if (known !== undefined) return known;
    const transcript = new Transcript('claude-code', id, this.#options);
    if (line.isSidechain === true) transcript.belongsTo('subagent');
    this.#transcripts.set(id, transcript);
    return transcript;
  }

  #sidechainOf({ isSidechain, uuid, parentUuid }: ClaudeCodeLine): string | undefined {
    if (isSidechain !== true || uuid === undefined) return undefined;
    const root = this.#roots.get(parentUuid ?? '') ?? uuid;
    this.#roots.set(uuid, root);
    return root;
  }
}

function sentOf(line: ClaudeCodeLine) {
  const blocks = blocksOf(line);
  const isPersons = line.isMeta !== true && line.isCompactSummary !== true;
  const words = isPersons ? blocks.filter(({ type }) => type === 'text') : [];
  const others = blocks.filter(({ type }) => type !== 'text' && type !== 'tool_result');
  return {
    atMs: timeOf(line),
    texts: words.map(({ text }) => textOf(text)),
    otherUserBlocks: others.length,
    results: blocks.filter(({ type }) => type === 'tool_result').map(resultOf),
    blocks: blocks.length,
  };
}

function resultOf(block: ClaudeCodeBlock) {
  return { callId: String(block.tool_use_id), isError: block.is_error === true, text: textOf(block.content) };
}

function repliedOf(line: ClaudeCodeLine, startedAtMs: number | undefined): Replied | undefined {
  const { message } = line;
  const { id, model, usage } = message ?? {};
  if (id === undefined || model === undefined || usage === undefined) return undefined;
  const cacheReadTokens = usage.cache_read_input_tokens ?? 0;
  const cacheWriteTokens = usage.cache_creation_input_tokens ?? 0;
  const blocks = blocksOf(line);
  const isLongLived = (usage.cache_creation?.ephemeral_1h_input_tokens ?? 0) > 0;
  return {
    id: `${id} ${line.requestId ?? ''}`,
    endedAtMs: timeOf(line),
    ...given('startedAtMs', startedAtMs),
    model,
    inputTokens: usage.input_tokens + cacheReadTokens + cacheWriteTokens,
    cacheReadTokens,
    cacheWriteTokens,
    ttl: line.promptCacheRequested ?? (isLongLived ? '1h' : '5m'),
    outputTokens: usage.output_tokens,
    calls: blocks
      .filter(({ type }) => type === 'tool_use')
      .map((block) => ({ id: String(block.id), name: String(block.name), input: block.input })),
    blocks: blocks.length,
    ...given('stopReason', message?.stop_reason ?? undefined),
  };
}

/** A line's own time; lines without one count as of the epoch, which only files that no version writes have. */
function timeOf({ timestamp }: ClaudeCodeLine): number {
  const atMs = Date.parse(timestamp ?? '');
  return Number.isNaN(atMs) ? 0 : atMs;
}
