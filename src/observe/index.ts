export { roughDollars } from './dollars.ts';
export { createLog, type Log, type LogOptions } from './log.ts';
export { type MetricDescription, metricList } from './metrics/metric-list.ts';
export { createMetrics, type Metrics, type MetricsOptions, type MetricsState } from './metrics/metrics.ts';
export { stayText } from './stay-text.ts';
export type { TurnFields } from './turn-fields.ts';
export { createTurnLog, type TurnLogOptions } from './turn-log.ts';
