import type { PingerState } from '../attempt/index.ts';
import type { LiveState, Route } from '../gateway/index.ts';
import { createMetrics, type Metrics } from '../observe/index.ts';
import type { RecordStats } from '../record/index.ts';

/** What a gateway's metrics are read from beside its events. */
export interface GatewayMetricsOptions {
  readonly live: () => LiveState;
  readonly keeping: () => PingerState;
  /** Absent: there is no record. */
  readonly recordStats?: (() => RecordStats) | undefined;
}

/** The metrics of a gateway. Models are those that a table, a tier or a price knows at the time. */
export function createGatewayMetrics({ live, keeping, recordStats }: GatewayMetricsOptions): Metrics {
  return createMetrics({
    isListedModel: (model) => {
      const { policy } = live();
      return policy.capabilitiesOf(model) !== undefined || policy.prices.at(model, Date.now()) !== undefined;
    },
    state: () => {
      const { held: requests, heldBytes: bytes, skipped: letGo } = keeping();
      const record = recordStats?.();
      return { mode: live().mode, kept: { requests, bytes, letGo }, ...(record === undefined ? {} : { record }) };
    },
  });
}

/** Where Prometheus finds them: its usual path, and beside the gateway's other pages. */
export function metricsRoutes(metrics: Metrics): readonly Route[] {
  return ['/metrics', '/turnwise/metrics'].map((path) => ({
    method: 'GET' as const,
    path,
    async handle({ response }) {
      const text = await metrics.text();
      response.writeHead(200, { 'content-type': metrics.contentType, 'content-length': Buffer.byteLength(text) });
      response.end(text);
    },
  }));
}
