import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type MetricDescription, type MetricName, metricList } from './metric-list.ts';

/** The part of a metric with its labels fixed, as far as it is used here. */
interface Child {
  inc?(value: number): void;
  set?(value: number): void;
  observe?(value: number): void;
}

type Made = Counter | Gauge | Histogram;

/**
 * A registry of our own, so that nothing another library registers comes out of it, with every metric of the list. Children are looked
 * up by their labels' values once and kept: the library itself takes several times as long to find them.
 */
export class MetricRegistry {
  readonly #registry = new Registry();
  readonly #metrics = new Map<string, { readonly metric: Made; readonly children: Map<string, Child> }>();

  constructor() {
    for (const [name, description] of Object.entries(metricList))
      this.#metrics.set(name, { metric: this.#make(description), children: new Map() });
  }

  /** Counts up. Nothing below zero, and nothing that is no number, is taken. */
  count(name: MetricName<'counter'>, labels: readonly string[], by = 1): void {
    if (by >= 0) this.#child(name, labels).inc?.(by);
  }

  set(name: MetricName<'gauge'>, labels: readonly string[], value: number): void {
    this.#child(name, labels).set?.(value);
  }

  observe(name: MetricName<'histogram'>, labels: readonly string[], seconds: number): void {
    if (seconds >= 0) this.#child(name, labels).observe?.(seconds);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #child(name: string, labels: readonly string[]): Child {
    const made = this.#metrics.get(name);
    if (made === undefined) throw new Error(`no metric ${name}`);
    const key = labels.length === 1 ? (labels[0] ?? '') : labels.join('\n');
    const known = made.children.get(key);
    if (known !== undefined) return known;
    const child: Child = labels.length === 0 ? made.metric : made.metric.labels(...labels);
    made.children.set(key, child);
    return child;
  }

  #make({ kind, name, help, labels, buckets }: MetricDescription): Made {
    const common = { name, help, labelNames: [...labels], registers: [this.#registry] };
    switch (kind) {
      case 'counter':
        return new Counter(common);
      case 'gauge':
        return new Gauge(common);
      case 'histogram':
        return new Histogram({ ...common, ...(buckets === undefined ? {} : { buckets: [...buckets] }) });
      default:
        return kind satisfies never;
    }
  }
}
