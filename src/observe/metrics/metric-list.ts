/**
 * Every metric, for the registry and for `docs/metrics.md`. Labels take values from closed lists only: models that a table
 * knows, the configuration's tiers and reasons, the clients that are told apart, the first 50 tool keys; all else is `other`.
 */
export const metricList = {
  turns: {
    kind: 'counter',
    name: 'turnwise_turns_total',
    help: 'Turns, by the tier and model that answered, the decision’s reason and the client.',
    labels: ['tier', 'model', 'reason', 'client'],
  },
  tokens: {
    kind: 'counter',
    name: 'turnwise_tokens_total',
    help: 'Tokens billed by all calls of turns, by model and kind: input (neither read nor written), cache_read, cache_write, output.',
    labels: ['model', 'kind'],
  },
  cost: {
    kind: 'counter',
    name: 'turnwise_cost_dollars_total',
    help: 'What turns cost, all their calls together, where it is known.',
    labels: ['tier', 'model'],
  },
  baseline: {
    kind: 'counter',
    name: 'turnwise_baseline_dollars_total',
    help: 'Modelled: what the same turns would have cost on the reasoning tier alone.',
    labels: ['tier', 'model'],
  },
  saved: {
    kind: 'counter',
    name: 'turnwise_saved_dollars_total',
    help: 'Baseline less cost of the turns that cost less than their baseline. What was saved is this less turnwise_lost_dollars_total and turnwise_ping_dollars_total.',
    labels: ['tier', 'model'],
  },
  lost: {
    kind: 'counter',
    name: 'turnwise_lost_dollars_total',
    help: 'Cost less baseline of the turns that cost more than their baseline, such as a return to a cache that has lapsed.',
    labels: ['tier', 'model'],
  },
  unknownSaving: {
    kind: 'counter',
    name: 'turnwise_turns_of_unknown_saving_total',
    help: 'Turns whose cost or baseline is not known: no usage was told, or a model has no price. They count nowhere above.',
    labels: ['tier', 'model'],
  },
  turnSeconds: {
    kind: 'histogram',
    name: 'turnwise_turn_seconds',
    help: 'From the request to the end of the reply.',
    labels: ['tier', 'model'],
    buckets: [0.25, 0.5, 1, 2, 3, 5, 8, 13, 20, 30, 60, 120, 300, 900],
  },
  firstByteSeconds: {
    kind: 'histogram',
    name: 'turnwise_first_byte_seconds',
    help: 'From the request to the reply’s first byte at the client.',
    labels: ['tier', 'model'],
    buckets: [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 13, 20, 30, 60],
  },
  addedSeconds: {
    kind: 'histogram',
    name: 'turnwise_added_seconds',
    help: 'Our own time before the first upstream call began, a wait for a connection included.',
    labels: [],
    buckets: [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 1],
  },
  heldSeconds: {
    kind: 'histogram',
    name: 'turnwise_held_seconds',
    help: 'What holding a reply cost in time to first byte, of replies that were held.',
    labels: [],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
  },
  escalations: {
    kind: 'counter',
    name: 'turnwise_escalations_total',
    help: 'Replies that were discarded before the client saw any of them, by verdict and the model that gave them.',
    labels: ['reason', 'model'],
  },
  hedges: {
    kind: 'counter',
    name: 'turnwise_hedges_total',
    help: 'Calls of the reasoning tier beside a slow one.',
    labels: ['model'],
  },
  callEnds: {
    kind: 'counter',
    name: 'turnwise_calls_total',
    help: 'Upstream calls of turns by how they ended; complete when all went well.',
    labels: ['model', 'end'],
  },
  missedTokens: {
    kind: 'counter',
    name: 'turnwise_missed_tokens_total',
    help: 'Tokens that could have been read from a cache and were not, by why (docs/keeping.md).',
    labels: ['model', 'reason'],
  },
  toolResults: {
    kind: 'counter',
    name: 'turnwise_tool_results_total',
    help: 'Results of tools at the end of requests, by tool key and whether they were errors.',
    labels: ['tool', 'error'],
  },
  pings: {
    kind: 'counter',
    name: 'turnwise_pings_total',
    help: 'Pings by what became of them: kept, kept_nothing, or how else they ended.',
    labels: ['model', 'outcome'],
  },
  pingCost: {
    kind: 'counter',
    name: 'turnwise_ping_dollars_total',
    help: 'What pings cost, where it is known.',
    labels: ['model'],
  },
  problems: {
    kind: 'counter',
    name: 'turnwise_problems_total',
    help: 'What went wrong beside turns, by code; the log has the words.',
    labels: ['code'],
  },
  record: {
    kind: 'gauge',
    name: 'turnwise_record_events',
    help: 'Turns and pings told to the record since the start: written, pending, dropped (it was full) or failed (refused).',
    labels: ['state'],
  },
  keptRequests: {
    kind: 'gauge',
    name: 'turnwise_kept_requests',
    help: 'Requests that are held to be sent again as pings.',
    labels: [],
  },
  keptBytes: {
    kind: 'gauge',
    name: 'turnwise_kept_bytes',
    help: 'Memory that they take.',
    labels: [],
  },
  letGo: {
    kind: 'gauge',
    name: 'turnwise_caches_let_go',
    help: 'Caches that were not kept since the start, by why (docs/keeping.md).',
    labels: ['reason'],
  },
  mode: { kind: 'gauge', name: 'turnwise_mode', help: '1 for the mode in force.', labels: ['mode'] },
} as const satisfies Readonly<Record<string, MetricDescription>>;

/** One metric. Buckets are upper bounds in seconds. */
export interface MetricDescription {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}

type Metrics = typeof metricList;

/** The metrics of one kind, by their short names. */
export type MetricName<Kind extends MetricDescription['kind']> = {
  [Name in keyof Metrics]: Metrics[Name]['kind'] extends Kind ? Name : never;
}[keyof Metrics];
