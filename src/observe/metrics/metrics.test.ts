import { describe, expect, test } from 'vitest';
import { attemptOf, brokenAttempt, decisionOf, turnEvent } from '../event.fixture.ts';
import { metricList } from './metric-list.ts';
import { createMetrics, type MetricsState } from './metrics.ts';

const listed = new Set(['claude-haiku-5-5', 'claude-opus-5-5']);
const quiet: MetricsState = { mode: 'route', kept: { requests: 0, bytes: 0, letGo: {} } };

function setUp(state: MetricsState = quiet) {
  const metrics = createMetrics({ isListedModel: (model) => listed.has(model), state: () => state });
  const lines = async () => (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { ...metrics, lines };
}

const tier = 'tier="execution",model="claude-haiku-5-5"';

describe('metrics', () => {
  test('a turn counts by tier, model, reason and client, with its tokens, money and times', async () => {
    const { sink, lines } = setUp();
    sink.tell(
      turnEvent({
        heldMs: 20,
        bill: { costNanoUsd: 4_000_000, baselineNanoUsd: 15_000_000, savedNanoUsd: 11_000_000, missed: { lapsed: 70 } },
      }),
    );
    expect(await lines()).toEqual(
      expect.arrayContaining([
        `turnwise_turns_total{${tier},reason="simple_tools",client="claude-code"} 1`,
        'turnwise_tokens_total{model="claude-haiku-5-5",kind="cache_read"} 1100',
        'turnwise_tokens_total{model="claude-haiku-5-5",kind="output"} 84',
        `turnwise_cost_dollars_total{${tier}} 0.004`,
        `turnwise_baseline_dollars_total{${tier}} 0.015`,
        `turnwise_saved_dollars_total{${tier}} 0.011`,
        `turnwise_turn_seconds_sum{${tier}} 0.6404`,
        `turnwise_first_byte_seconds_sum{${tier}} 0.31`,
        'turnwise_added_seconds_sum 0.00025',
        'turnwise_held_seconds_sum 0.02',
        'turnwise_missed_tokens_total{model="claude-haiku-5-5",reason="lapsed"} 70',
        'turnwise_tool_results_total{tool="Bash:git status",error="false"} 1',
      ]),
    );
  });

  test('a loss counts apart from savings, and an unknown saving as neither', async () => {
    const { sink, lines } = setUp();
    sink.tell(turnEvent({ bill: { costNanoUsd: 5_000_000, baselineNanoUsd: 2_000_000, savedNanoUsd: -3_000_000 } }));
    sink.tell(turnEvent({ bill: { baselineNanoUsd: 2_000_000 } }));
    const { bill: _none, ...unbilled } = turnEvent({ attempts: [brokenAttempt({ end: 'cut' })] });
    sink.tell(unbilled);
    const all = await lines();
    expect(all).toContain(`turnwise_lost_dollars_total{${tier}} 0.003`);
    expect(all).toContain(`turnwise_turns_of_unknown_saving_total{${tier}} 2`);
    expect(all).toContain('turnwise_calls_total{model="claude-haiku-5-5",end="cut"} 1');
    expect(all.filter((line) => line.startsWith('turnwise_saved_dollars_total'))).toEqual([]);
  });

  test('escalations count by verdict, hedges and pings by model', async () => {
    const { sink, lines } = setUp();
    const discarded = attemptOf({ verdict: { reason: 'repeated_call' } });
    const hedge = attemptOf({ purpose: 'hedge', model: 'claude-opus-5-5' });
    sink.tell(turnEvent({ attempts: [discarded, hedge] }));
    const plan = { ping: true, reason: 'pays', idleMs: 1, returnProbability: 1, keptShare: 1, pingNanoUsd: 1 } as const;
    const ping = { ...plan, rewriteNanoUsd: 1, gainNanoUsd: 1, allowedPings: 1, modelVersion: 'm' };
    const attempt = attemptOf({ purpose: 'ping', costNanoUsd: 2_000_000 });
    const about = { pingId: 'p', conversationId: 'c', sentBefore: 0, plan: ping };
    sink.tellPing?.({ ...about, attempt, kept: [{ key: 'k', tokens: 1, ttl: '5m' }] });
    sink.tellPing?.({ ...about, attempt: brokenAttempt({ end: 'timeout' }), kept: [] });
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'turnwise_escalations_total{reason="repeated_call",model="claude-haiku-5-5"} 1',
        'turnwise_hedges_total{model="claude-opus-5-5"} 1',
        'turnwise_pings_total{model="claude-haiku-5-5",outcome="kept"} 1',
        'turnwise_pings_total{model="claude-haiku-5-5",outcome="timeout"} 1',
        'turnwise_ping_dollars_total{model="claude-haiku-5-5"} 0.002',
      ]),
    );
  });

  test('says how record, pings and mode stand whenever it is asked', async () => {
    const record = { written: 9, pending: 1, dropped: 2, failed: 0 };
    const kept = { requests: 3, bytes: 4_096, letGo: { max_pings: 5 } };
    const { lines, countProblem } = setUp({ mode: 'observe', record, kept });
    countProblem('sink_failed');
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'turnwise_record_events{state="dropped"} 2',
        'turnwise_kept_requests 3',
        'turnwise_kept_bytes 4096',
        'turnwise_caches_let_go{reason="max_pings"} 5',
        'turnwise_mode{mode="observe"} 1',
        'turnwise_mode{mode="route"} 0',
        'turnwise_problems_total{code="sink_failed"} 1',
      ]),
    );
  });

  test('labels are from closed lists: a client cannot make one, neither many nor with its words in it', async () => {
    const { sink, lines } = setUp();
    for (let index = 0; index < 200; index++) {
      const base = decisionOf();
      const toolKeys = [{ key: `mcp__tool_${index}`, simple: false, isError: true }];
      sink.tell(
        turnEvent({
          servedModel: `claude-opus-my-secret-${index}`,
          client: `an agent ${index}`,
          decision: { ...base, reason: `rule "${index}"\n`, signals: { ...base.signals, toolKeys } },
          attempts: [attemptOf({ model: `secret-${index}` })],
        }),
      );
    }
    const all = await lines();
    expect(all).toContain('turnwise_turns_total{tier="execution",model="other",reason="other",client="other"} 200');
    expect(all.filter((line) => line.startsWith('turnwise_tool_results_total')).length).toBe(51);
    expect(all).toContain('turnwise_tool_results_total{tool="other",error="true"} 150');
    expect(all.join('\n')).not.toContain('secret');
  });

  test('never tells a user, a conversation or a turn', async () => {
    const { sink, lines } = setUp();
    sink.tell(
      turnEvent({
        turnId: 'the-turn',
        conversationId: 'the-conversation',
        user: 'the-user',
        cohort: 'the-cohort',
        groupId: 'the-group',
      }),
    );
    expect((await lines()).join('\n')).not.toContain('the-');
  });

  test('every metric of the list is there from the start, with its help, and none of another library’s', async () => {
    const first = createMetrics({ isListedModel: () => true, state: () => quiet });
    createMetrics({ isListedModel: () => true, state: () => quiet });
    const helps = (await first.text()).split('\n').filter((line) => line.startsWith('# HELP'));
    expect(helps).toEqual(Object.values(metricList).map(({ name, help }) => `# HELP ${name} ${help}`));
  });
});
