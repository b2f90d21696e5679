import { given } from '../../core/index.ts';
import { isSqliteRecord, openSqliteRecord, RecordError, type RecordQuery } from '../../record/index.ts';
import { type LoadedConfig, requireConfig } from '../config-file.ts';
import { CommandError } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import { describeTurn, type RecordedTurn } from './turn-text.ts';

/** Which turn, from which record, and how to print it. */
export interface ExplainTurnOptions {
  readonly turn: string;
  readonly config?: string;
  readonly db?: string;
  readonly json?: boolean;
}

/** `turnwise explain --turn`: what was decided for a recorded turn, what it cost and missed, and why. */
export async function explainTurn(options: ExplainTurnOptions, terminal: Terminal): Promise<void> {
  const config = requireConfig(options.config);
  const path = options.db ?? config.settings.record.path;
  const recorded = await readTurn(path, options.turn);
  if (recorded === undefined) throw new CommandError(`${path} has no turn ${options.turn}`);
  terminal.out(
    options.json ? JSON.stringify(jsonOf(recorded), null, 2) : describeTurn(recorded, explainedBy(recorded, config)),
  );
}

async function readTurn(path: string, turnId: string): Promise<RecordedTurn | undefined> {
  if (path === 'off') throw new CommandError('the settings keep no record (record.path: off); name one with --db');
  if (!isSqliteRecord(path)) throw new CommandError(`${path} is no record of turns`);
  const record = await openSqliteRecord({ path, keepDays: Number.POSITIVE_INFINITY });
  try {
    return await findTurn(record.query, turnId);
  } catch (error) {
    throw error instanceof RecordError ? new CommandError(`${path} cannot be read: ${error.message}`) : error;
  } finally {
    await record.close();
  }
}

async function findTurn(query: RecordQuery, turnId: string): Promise<RecordedTurn | undefined> {
  const [event] = await query.turns({ turnId, limit: 1 });
  if (event === undefined) return undefined;
  const { conversationId, startedAtMs: untilMs } = event;
  const [before] = await query.turns({ conversationId, untilMs, limit: 1 });
  const pings =
    before === undefined
      ? []
      : await query.pings({ conversationId, sinceMs: before.startedAtMs, untilMs, limit: 1_000 });
  return { event, before, pings };
}

/** The settings' own rules, where the turn was decided by them. */
function explainedBy({ event }: RecordedTurn, { policy }: LoadedConfig) {
  const isSame = event.decision.policyVersion === policy.version;
  return { rules: isSame ? policy.rules : [], prices: policy.prices };
}

function jsonOf({ event, before, pings }: RecordedTurn) {
  return { turn: event, ...given('turnBefore', before?.turnId), pings };
}
