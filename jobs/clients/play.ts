import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from './client.ts';
import { findings, type Run } from './compare.ts';
import { runClient } from './run-client.ts';
import type { Scenario } from './scenario.ts';
import { type Stage, type StageOptions, startDirect, startRouted } from './stage.ts';

/** How a scenario went, without the gateway and through it. */
export interface Outcome {
  readonly client: string;
  readonly version: string;
  readonly scenario: string;
  readonly calls: number;
  /** Turns that the gateway gave to the execution tier. */
  readonly executionTurns: number;
  readonly directMs: number;
  readonly routedMs: number;
  /** What differed that should not; empty when all is well. */
  readonly findings: readonly string[];
}

/** Plays a scenario twice at the same paths, once straight at the upstream and once through the gateway, and compares. */
export async function play(client: Client, scenario: Scenario, modules: string): Promise<Outcome> {
  const root = mkdtempSync(join(tmpdir(), 'turnwise-client-'));
  try {
    const options = { script: scenario.script(`${root}/run/project`), faults: scenario.faults ?? [] };
    const once = async (start: (options: StageOptions) => Promise<Stage>): Promise<Run> => {
      const stage = await start(options);
      const startedAtMs = performance.now();
      const endings = await runClient(client, scenario, { modules, baseUrl: stage.baseUrl, root: `${root}/run` });
      const durationMs = Math.round(performance.now() - startedAtMs);
      await stage.close();
      return { endings, calls: stage.tap.calls, events: stage.events, problems: stage.problems, durationMs };
    };
    const direct = await once(startDirect);
    const routed = await once(startRouted);
    return {
      client: client.name,
      version: client.package.version,
      scenario: scenario.name,
      calls: routed.calls.length,
      executionTurns: routed.events.filter(({ servedTier }) => servedTier === 'execution').length,
      directMs: direct.durationMs,
      routedMs: routed.durationMs,
      findings: findings(client, scenario, { direct, routed }),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
