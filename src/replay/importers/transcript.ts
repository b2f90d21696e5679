import { given, type Policy as Ruling, type Signals, type Tail, type ToolCall } from '../../core/index.ts';
import { allowedTiers, recordedSignals } from '../policies/rules.ts';
import type { RecordedTurn, Trajectory } from '../trajectory.ts';
import type { ReadingOptions } from './importer.ts';
import { type BilledPrompt, type EntryLifetime, sharedPrefix } from './shared-prefix.ts';

/** A part of what a client sent: a person's words, tool results, a harness's own. */
export interface Sent {
  readonly atMs: number;
  readonly texts?: readonly string[];
  /** Images, documents and the like. */
  readonly otherUserBlocks?: number;
  readonly results?: readonly { readonly callId: string; readonly isError: boolean; readonly text: string }[];
  readonly blocks: number;
}

/** A reply, or a part of one: parts of one id make one turn. */
export interface Replied {
  readonly id: string;
  readonly endedAtMs: number;
  /** When its request began; absent: when the last thing was sent. */
  readonly startedAtMs?: number;
  readonly model: string;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly ttl?: EntryLifetime;
  readonly outputTokens: number;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
  readonly blocks: number;
  readonly stopReason?: string;
}

interface Draft extends Replied {
  readonly sent: readonly Sent[];
  readonly isCut: boolean;
  readonly isSeen: boolean;
}

/** Puts a transcript's lines together to a conversation: a turn a reply, with what was sent since the reply before. */
export class Transcript {
  readonly #options: ReadingOptions;
  readonly #source: string;
  readonly #id: string;
  readonly #turns: RecordedTurn[] = [];
  #subagent: string | undefined;
  #sent: Sent[] = [];
  #isCut = false;
  #draft: Draft | undefined;
  #before: Draft | undefined;
  #recentCalls: ToolCall[] = [];
  #replies = 0;
  #firstAtMs: number | undefined;

  constructor(source: string, id: string, options: ReadingOptions) {
    this.#source = source;
    this.#id = id;
    this.#options = options;
  }

  /** The conversation is a subagent's, of this type. */
  belongsTo(subagent: string): void {
    this.#subagent = subagent;
  }

  sent(part: Sent): void {
    this.#sent.push(part);
  }

  /** The transcript went on from elsewhere: a summary, an earlier message. */
  cut(): void {
    this.#isCut = true;
  }

  replied(part: Replied): void {
    if (this.#draft?.id === part.id) {
      this.#draft = joined(this.#draft, part);
      return;
    }
    this.#close();
    const { seenReplies } = this.#options;
    this.#draft = { ...part, sent: this.#sent, isCut: this.#isCut, isSeen: seenReplies?.has(part.id) === true };
    seenReplies?.add(part.id);
    this.#sent = [];
    this.#isCut = false;
  }

  /** The conversation so far; `undefined` when it has no turn. */
  end(): Trajectory | undefined {
    this.#close();
    if (this.#turns.length === 0) return undefined;
    return { source: this.#source, id: this.#id, ...given('subagent', this.#subagent), turns: this.#turns };
  }

  #close(): void {
    const draft = this.#draft;
    if (draft === undefined) return;
    if (!draft.isSeen) this.#turns.push(this.#turnOf(draft));
    this.#before = draft;
    this.#draft = undefined;
    this.#replies += 1;
  }

  #turnOf(draft: Draft): RecordedTurn {
    const startedAtMs = startOf(draft);
    this.#firstAtMs ??= startedAtMs;
    const before = this.#before;
    const tail = this.#tailOf(draft.sent);
    const ruled = {
      tail,
      inputTokens: draft.inputTokens,
      turnsSoFar: this.#replies,
      ...given('subagent', this.#subagent),
    };
    const { ruling, otherRulings = [] } = this.#options;
    const signalsBy = (one: Ruling): [string, Signals] => [one.version, recordedSignals(ruled, one)];
    const signals = Object.fromEntries([ruling, ...otherRulings].map(signalsBy));
    const own = signals[ruling.version];
    const shared = sharedPrefix(promptOf(draft), before && promptOf(before), { isCut: draft.isCut });
    return {
      atSeconds: (startedAtMs - this.#firstAtMs) / 1_000,
      after: tail.resultCount > 0 ? 'tool' : 'user',
      inputTokens: draft.inputTokens,
      outputTokens: draft.outputTokens,
      ...shared,
      cacheReadTokens: draft.cacheReadTokens,
      cacheWriteTokens: draft.cacheWriteTokens,
      latencySeconds: (draft.endedAtMs - startedAtMs) / 1_000,
      tools: draft.calls.map((call) => call.name),
      toolErrors: own?.toolErrors,
      simple: own !== undefined && allowedTiers(ruling, own).includes('execution'),
      ...given('stopReason', draft.stopReason),
      model: draft.model,
      signals,
      newBlocks: (before?.blocks ?? 0) + draft.sent.reduce((sum, { blocks }) => sum + blocks, 0),
    };
  }

  /** What was sent, its results joined with the calls of the reply before. */
  #tailOf(sent: readonly Sent[]): Tail {
    const results = sent.flatMap((part) => part.results ?? []);
    const calls = (this.#before?.calls ?? []).map((call) => {
      const result = results.find(({ callId }) => callId === call.id);
      return { ...call, ...given('result', result && { isError: result.isError, text: result.text }) };
    });
    this.#recentCalls = [...this.#recentCalls, ...calls].slice(-6);
    return {
      calls,
      recentCalls: this.#recentCalls,
      resultCount: results.length,
      userTexts: sent.flatMap((part) => part.texts ?? []),
      otherUserBlocks: sent.reduce((sum, { otherUserBlocks = 0 }) => sum + otherUserBlocks, 0),
      serverToolLoop: false,
      boundToModel: false,
    };
  }
}

function joined(draft: Draft, part: Replied): Draft {
  return {
    ...draft,
    endedAtMs: Math.max(draft.endedAtMs, part.endedAtMs),
    // Parts tell the same usage, but early ones may have been written before the reply's end.
    inputTokens: Math.max(draft.inputTokens, part.inputTokens),
    outputTokens: Math.max(draft.outputTokens, part.outputTokens),
    calls: [...draft.calls, ...part.calls],
    blocks: draft.blocks + part.blocks,
    ...given('stopReason', part.stopReason ?? draft.stopReason),
  };
}

function startOf({ startedAtMs, sent, endedAtMs }: Draft): number {
  return startedAtMs ?? sent.at(-1)?.atMs ?? endedAtMs;
}

function promptOf(draft: Draft): BilledPrompt {
  return { ...draft, startedAtSeconds: startOf(draft) / 1_000 };
}
