/**
 * The record of a gateway. Which turns are simple was decided then: those that the rule allowed the execution tier. A
 * turn's tokens are those of the attempt whose reply the client got; what escalations, hedges and pings cost besides is
 * not part of a replay.
 */
import { type Attempt, asAsked, given, type TurnEvent, type Usage } from '../../core/index.ts';
import { isSqliteRecord, openSqliteRecord, RecordError, type RecordQuery } from '../../record/index.ts';
import type { RecordedTurn } from '../trajectory.ts';
import type { Importer, ReadingOptions } from './importer.ts';
import { type BilledPrompt, sharedPrefix } from './shared-prefix.ts';

export const storeImporter: Importer = {
  kind: 'record',
  // Known by its tables, not by lines.
  recognises: () => false,
  async *read(path, options) {
    // Opening makes what is missing, which is not what a reader should do.
    if (!isSqliteRecord(path)) throw new RecordError({ code: 'no_record', message: `${path} is no record of turns` });
    const record = await openSqliteRecord({ path, keepDays: Number.POSITIVE_INFINITY });
    const conversations = new Map<string, Conversation>();
    try {
      for await (const event of allTurns(record.query)) {
        const conversation = conversations.get(event.conversationId) ?? beginConversation(event);
        conversations.set(event.conversationId, conversation);
        addTurn(conversation, event, options);
      }
    } finally {
      await record.close();
    }
    for (const { turns, id, subagent } of conversations.values())
      if (turns.length > 0) yield { source: 'record', id, ...given('subagent', subagent), turns };
  },
};

/** Turns read from the record at once. */
const pageSize = 1_000;

/** Page by page from the oldest; turns that start in the page's last millisecond are read again, and passed over. */
async function* allTurns(query: RecordQuery): AsyncGenerator<TurnEvent> {
  let sinceMs: number | undefined;
  let lastPage = new Set<string>();
  let limit = pageSize;
  for (;;) {
    const page = await query.turns({ order: 'oldest', limit, ...given('sinceMs', sinceMs) });
    const fresh = page.filter(({ turnId }) => !lastPage.has(turnId));
    yield* fresh;
    if (page.length < limit) return;
    // A millisecond with more turns than a page holds: read more at once.
    limit = fresh.length === 0 ? 2 * limit : pageSize;
    sinceMs = page.at(-1)?.startedAtMs;
    lastPage = new Set(page.map(({ turnId }) => turnId));
  }
}

/** A conversation as far as it was read: figures, no events. */
interface Conversation {
  readonly id: string;
  readonly subagent: string | undefined;
  readonly startedAtMs: number;
  readonly turns: RecordedTurn[];
  before: BilledPrompt | undefined;
}

function beginConversation({ conversationId, startedAtMs, decision }: TurnEvent): Conversation {
  const { agentType, subagent } = decision.signals;
  const type = agentType ?? (subagent ? 'subagent' : undefined);
  return { id: conversationId, subagent: type, startedAtMs, turns: [], before: undefined };
}

function addTurn(conversation: Conversation, event: TurnEvent, options: ReadingOptions): void {
  const attempt = servingAttempt(event);
  // Nothing was decided on what is answered as asked: unmanaged models, side calls.
  if (attempt?.usage === undefined || event.decision.wouldAllow.includes(asAsked)) {
    options.onUnreadable?.();
    return;
  }
  const billed = promptOf(attempt, attempt.usage);
  const shared = sharedPrefix(billed, conversation.before, {
    isCut: event.place === 'fork',
    ...given('keptTokens', event.trace?.sharedTokens),
  });
  const atSeconds = (event.startedAtMs - conversation.startedAtMs) / 1_000;
  conversation.turns.push(turnOf({ event, attempt, usage: attempt.usage, options }, { ...shared, atSeconds }));
  conversation.before = billed;
}

/** The attempt whose reply the client got: the last that was made for the turn and has a usage. */
function servingAttempt({ attempts }: TurnEvent): Attempt | undefined {
  return attempts.findLast(({ purpose, usage }) => purpose !== 'ping' && purpose !== 'check' && usage !== undefined);
}

interface Source {
  readonly event: TurnEvent;
  readonly attempt: Attempt;
  readonly usage: Usage;
  readonly options: ReadingOptions;
}

type Timed = Pick<RecordedTurn, 'atSeconds' | 'sharedPrefixTokens' | 'isPrefixEstimated'>;

function turnOf({ event, attempt, usage, options }: Source, timed: Timed): RecordedTurn {
  const { signals, wouldAllow } = event.decision;
  const { ruling, otherRulings = [] } = options;
  const versions = [ruling, ...otherRulings].map(({ version }) => version);
  return {
    ...timed,
    after: signals.toolResults > 0 ? 'tool' : 'user',
    inputTokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
    outputTokens: usage.outputTokens,
    cacheReadTokens: usage.cacheReadTokens,
    cacheWriteTokens: usage.cacheWriteTokens,
    latencySeconds: event.durationMs / 1_000,
    ...given('firstTokenSeconds', event.firstByteMs === undefined ? undefined : event.firstByteMs / 1_000),
    toolErrors: signals.toolErrors,
    simple: wouldAllow.includes('execution'),
    ...given('stopReason', attempt.stopReason),
    model: event.servedModel,
    // The arguments of calls are not kept, so other patterns cannot be tried on them.
    signals: Object.fromEntries(versions.map((version) => [version, signals])),
    // Blocks are not recorded: at least a call and its result for each, or a reply's text and a person's.
    newBlocks: 2 * Math.max(1, signals.toolResults),
  };
}

function promptOf(attempt: Attempt, usage: Usage): BilledPrompt {
  return {
    startedAtSeconds: attempt.startedAtMs / 1_000,
    model: attempt.model,
    inputTokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
    cacheReadTokens: usage.cacheReadTokens,
    cacheWriteTokens: usage.cacheWriteTokens,
    ttl: (usage.cacheWrite1hTokens ?? 0) > 0 ? '1h' : '5m',
  };
}
