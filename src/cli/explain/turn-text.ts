import {
  type Attempt,
  costOfMisses,
  type Misses,
  type MissReason,
  missReasons,
  type PingEvent,
  type PriceBook,
  type Rule,
  type TurnEvent,
} from '../../core/index.ts';
import { describeDecision } from '../decision-text.ts';
import { count, counted, figureTable, minute, money } from '../report/figures.ts';
import { textTable } from '../text-table.ts';

/** A recorded turn, and what of its conversation says why its caches were missed. */
export interface RecordedTurn {
  readonly event: TurnEvent;
  /** The turn before it in its conversation. */
  readonly before: TurnEvent | undefined;
  /** Pings between the two. */
  readonly pings: readonly PingEvent[];
}

/** What a recorded turn is explained by. */
export interface ExplainedBy {
  /** Those it was decided by; empty where the settings have changed since. */
  readonly rules: readonly Rule[];
  readonly prices: PriceBook;
}

/** A recorded turn for people: what was decided and why, what it cost, and why it missed what it missed. */
export function describeTurn({ event, before, pings }: RecordedTurn, { rules, prices }: ExplainedBy): string {
  const { decision, servedTier, servedModel } = event;
  return [
    `turn ${event.turnId}`,
    ...textTable([
      ['conversation', `${event.conversationId}, ${event.place}`],
      ['began', `${minute(event.startedAtMs)} UTC${sinceText(event, before)}`],
      ['client', `${event.client}, mode ${event.mode}`],
      ['answered by', `${servedTier} (${servedModel}), status ${event.status ?? 'none'}`],
      ['took', timesText(event)],
    ]),
    '',
    describeDecision(decision, rules, { isRecorded: true }),
    '',
    ...callLines(event.attempts),
    '',
    ...billLines(event),
    '',
    ...missLines(event, prices),
    ...(pings.length === 0 ? [] : [`  ${counted(pings.length, 'ping')} since the turn before: ${pingText(pings)}`]),
  ].join('\n');
}

function sinceText({ startedAtMs }: TurnEvent, before: TurnEvent | undefined): string {
  if (before === undefined) return '';
  const seconds = Math.round((startedAtMs - before.startedAtMs) / 1_000);
  return `, ${Math.floor(seconds / 60)} min ${seconds % 60} s after the turn before`;
}

function timesText({ durationMs, firstByteMs, addedMs, heldMs }: TurnEvent): string {
  const parts = [`${Math.round(durationMs)} ms`];
  if (firstByteMs !== undefined) parts.push(`first byte after ${Math.round(firstByteMs)}`);
  if (heldMs !== undefined) parts.push(`held ${Math.round(heldMs)}`);
  return [...parts, `ours before the call ${addedMs.toFixed(2)}`].join(', ');
}

function callLines(attempts: readonly Attempt[]): readonly string[] {
  const rows = attempts.map(({ purpose, model, end, usage, verdict }) => [
    purpose,
    model,
    verdict === undefined ? end : `discarded: ${verdict.reason}`,
    usage === undefined ? '?' : count(usage.cacheReadTokens),
    usage === undefined ? '?' : count(usage.cacheWriteTokens),
    usage === undefined ? '?' : count(usage.inputTokens),
    usage === undefined ? '?' : count(usage.outputTokens),
  ]);
  const head = ['purpose', 'model', 'end', 'read', 'written', 'plain', 'output'];
  return rows.length === 0 ? ['calls: none'] : ['calls, in tokens', ...figureTable([head, ...rows])];
}

function billLines({ bill }: TurnEvent): readonly string[] {
  if (bill === undefined) return ['bill: none, for no usage was told'];
  const { account } = bill;
  return [
    'bill',
    ...textTable([
      ['cost', money(bill.costNanoUsd)],
      ['baseline', `${money(bill.baselineNanoUsd)}, modelled`],
      ['saved', money(bill.savedNanoUsd)],
      ...(account === undefined
        ? []
        : [['account', `routed ${money(account.routedNanoUsd)}, baseline ${money(account.baselineNanoUsd)}`]]),
    ]),
  ];
}

function missLines({ bill, attempts, servedModel }: TurnEvent, prices: PriceBook): readonly string[] {
  const missed = bill?.missed;
  const answer = attempts.at(-1);
  if (missed === undefined || answer?.usage === undefined) return ['caches: what was missed is not known'];
  if (Object.keys(missed).length === 0) return ['caches: nothing was missed'];
  const { usage, startedAtMs: atMs, repliedModel = servedModel } = answer;
  const costs = costOfMisses({ usage, model: repliedModel, atMs, missed }, prices);
  return [
    'tokens missed by the cache; cost modelled, beyond reading them',
    ...textTable(rowsOf(missed, (reason) => money(costs?.[reason]))),
  ];
}

function rowsOf(missed: Misses, cost: (reason: MissReason) => string): readonly (readonly string[])[] {
  return missReasons.flatMap((reason) => {
    const tokens = missed[reason];
    return tokens === undefined ? [] : [[reason, count(tokens), cost(reason), meanings[reason]]];
  });
}

const meanings: Readonly<Record<MissReason, string>> = {
  lapsed: 'the cache outlived its time; keepWarm or a longer lifetime would have kept it',
  prefix_changed_tools: 'the client changed its tools',
  prefix_changed_system: 'the client changed its system prompt',
  prefix_changed_messages: 'the client put other messages in the place of earlier ones',
  setting_changed: 'effort, thinking, tool choice, betas or speed changed, which key the cache too',
  model_switched: 'this model had not seen them; another one had',
  evicted: 'they should have been there; the API dropped them early',
  below_minimum: 'the prompt is shorter than what the model caches',
  no_breakpoint: 'nothing asked for them to be kept, or too far before the next breakpoint',
  cold_start: 'the first turn here: written for the turns to come',
};

function pingText(pings: readonly PingEvent[]): string {
  const kept = pings.filter((ping) => ping.kept.length > 0).length;
  return `${kept} kept the cache`;
}
