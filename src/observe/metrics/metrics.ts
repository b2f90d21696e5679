import {
  type Attempt,
  type Mode,
  missReasons,
  nanoToUsd,
  type PingEvent,
  type Sink,
  type TurnEvent,
} from '../../core/index.ts';
import { ClosedList } from './closed-list.ts';
import { MetricRegistry } from './registry.ts';

/** What metrics are read from beside events, each time they are asked for. */
export interface MetricsOptions {
  /** Whether a table, a tier or a price knows the model: any other is `other`. */
  readonly isListedModel: (model: string) => boolean;
  readonly state: () => MetricsState;
}

/** How things stand now. */
export interface MetricsState {
  readonly mode: Mode;
  /** Absent: there is no record. */
  readonly record?: Readonly<Record<'written' | 'pending' | 'dropped' | 'failed', number>>;
  readonly kept: {
    readonly requests: number;
    readonly bytes: number;
    /** Caches that were let go, by why. */
    readonly letGo: Readonly<Record<string, number>>;
  };
}

/** Metrics for Prometheus: a sink for what happens, and the text that says what has. Holds no content, key, user or id. */
export interface Metrics {
  readonly sink: Sink;
  countProblem(code: string): void;
  readonly contentType: string;
  text(): Promise<string>;
}

const modes: readonly Mode[] = ['route', 'observe', 'off'];

/** Creates metrics with a registry of their own. A turn costs some microseconds. */
export function createMetrics({ isListedModel, state }: MetricsOptions): Metrics {
  const registry = new MetricRegistry();
  const labels = createLabels(isListedModel);
  const codes = new ClosedList(50);
  return {
    sink: {
      name: 'metrics',
      tell: (event) => countTurn(event, registry, labels),
      tellPing: (event) => countPing(event, registry, labels),
    },
    countProblem: (code) => registry.count('problems', [codes.of(code)]),
    contentType: registry.contentType,
    text() {
      readState(state(), registry);
      return registry.text();
    },
  };
}

/** The closed lists of every label. */
type Labels = ReturnType<typeof createLabels>;

function createLabels(isListedModel: (model: string) => boolean) {
  return {
    tier: new ClosedList(20),
    model: new ClosedList(100, isListedModel),
    reason: new ClosedList(100),
    client: new ClosedList(30),
    tool: new ClosedList(50),
    end: new ClosedList(20),
  };
}

function countTurn(event: TurnEvent, registry: MetricRegistry, labels: Labels): void {
  const { decision, bill, attempts } = event;
  const model = labels.model.of(event.servedModel);
  const served = [labels.tier.of(event.servedTier), model];
  registry.count('turns', [...served, labels.reason.of(decision.reason), labels.client.of(event.client)]);
  registry.observe('turnSeconds', served, event.durationMs / 1_000);
  if (event.firstByteMs !== undefined) registry.observe('firstByteSeconds', served, event.firstByteMs / 1_000);
  registry.observe('addedSeconds', [], event.addedMs / 1_000);
  if (event.heldMs !== undefined) registry.observe('heldSeconds', [], event.heldMs / 1_000);
  for (const attempt of attempts) countCall(attempt, registry, labels);
  for (const { key, isError } of decision.signals.toolKeys)
    registry.count('toolResults', [labels.tool.of(key), String(isError)]);
  countMoney(event, registry, served);
  const missed = bill?.missed;
  if (missed === undefined) return;
  for (const reason of missReasons) {
    const tokens = missed[reason];
    if (tokens !== undefined) registry.count('missedTokens', [model, reason], tokens);
  }
}

function countMoney({ bill }: TurnEvent, registry: MetricRegistry, served: readonly string[]): void {
  const { costNanoUsd, baselineNanoUsd, savedNanoUsd } = bill ?? {};
  if (costNanoUsd !== undefined) registry.count('cost', served, nanoToUsd(costNanoUsd));
  if (baselineNanoUsd !== undefined) registry.count('baseline', served, nanoToUsd(baselineNanoUsd));
  if (savedNanoUsd === undefined) registry.count('unknownSaving', served);
  else registry.count(savedNanoUsd < 0 ? 'lost' : 'saved', served, nanoToUsd(Math.abs(savedNanoUsd)));
}

function countCall(
  { model: called, end, usage, verdict, purpose }: Attempt,
  registry: MetricRegistry,
  labels: Labels,
): void {
  const model = labels.model.of(called);
  registry.count('callEnds', [model, labels.end.of(end)]);
  if (purpose === 'hedge') registry.count('hedges', [model]);
  if (verdict !== undefined) registry.count('escalations', [labels.reason.of(verdict.reason), model]);
  if (usage === undefined) return;
  registry.count('tokens', [model, 'input'], usage.inputTokens);
  registry.count('tokens', [model, 'cache_read'], usage.cacheReadTokens);
  registry.count('tokens', [model, 'cache_write'], usage.cacheWriteTokens);
  registry.count('tokens', [model, 'output'], usage.outputTokens);
}

function countPing({ attempt, kept }: PingEvent, registry: MetricRegistry, labels: Labels): void {
  const model = labels.model.of(attempt.model);
  const outcome = kept.length > 0 ? 'kept' : attempt.end === 'complete' ? 'kept_nothing' : attempt.end;
  registry.count('pings', [model, labels.end.of(outcome)]);
  if (attempt.costNanoUsd !== undefined) registry.count('pingCost', [model], nanoToUsd(attempt.costNanoUsd));
}

function readState({ mode, record, kept }: MetricsState, registry: MetricRegistry): void {
  for (const one of modes) registry.set('mode', [one], one === mode ? 1 : 0);
  for (const name of ['written', 'pending', 'dropped', 'failed'] as const)
    if (record !== undefined) registry.set('record', [name], record[name]);
  registry.set('keptRequests', [], kept.requests);
  registry.set('keptBytes', [], kept.bytes);
  for (const [reason, count] of Object.entries(kept.letGo)) registry.set('letGo', [reason], count);
}
