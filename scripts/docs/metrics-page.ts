import { type MetricDescription, metricList } from '../../src/observe/index.ts';
import { generatedFrom, markdownTable } from './table.ts';

/** `docs/metrics.md`. */
export function metricsPage(): string {
  const rows = Object.values<MetricDescription>(metricList).map(({ name, kind, labels, help }) => [
    `\`${name}\``,
    kind,
    labels.map((label) => `\`${label}\``).join(', '),
    help,
  ]);
  return `# Metrics

${generatedFrom('`src/observe/metrics/metric-list.ts`')}

The gateway answers \`GET /metrics\` (and \`/turnwise/metrics\`) in Prometheus' text format, under the rules of its other own pages:
without gateway tokens from loopback only, \`Host\` and \`Origin\` checked; with tokens a scraper sends one as a bearer token.

\`\`\`yaml
scrape_configs:
  - job_name: turnwise
    static_configs: [{ targets: ['127.0.0.1:8484'] }]
    # authorization: { credentials: <a gateway token> }
\`\`\`

No label takes what a client makes up: models that no table, tier or price knows, tool keys after the first 50, reasons and tiers
after the first 100 and 20, and whatever does not look like a name are \`other\`. Users, conversations and turns are no labels,
and nothing of a request, reply or credential is in any of them. Counters begin at 0 when the process starts; the record keeps
what was before (\`turnwise report\`).

What was saved, pings taken off, and the share of turns of which that is known:

\`\`\`text
sum(increase(turnwise_saved_dollars_total[1d])) - sum(increase(turnwise_lost_dollars_total[1d])) - sum(increase(turnwise_ping_dollars_total[1d]))
1 - sum(increase(turnwise_turns_of_unknown_saving_total[1d])) / sum(increase(turnwise_turns_total[1d]))
\`\`\`

${markdownTable(['metric', 'kind', 'labels', 'meaning'], rows)}
`;
}
