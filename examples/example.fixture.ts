import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { type Answerer, startSimulator } from '../src/simulator/index.ts';

/** Runs an example as a user would, against an upstream where one is given; expects it to say nothing on stderr. */
export async function run(name: string, baseUrl?: string, parameters: readonly string[] = []): Promise<string> {
  const environment = { ...process.env, ANTHROPIC_API_KEY: 'sk-test', ...(baseUrl && { ANTHROPIC_BASE_URL: baseUrl }) };
  const child = spawn(process.execPath, [fileURLToPath(new URL(name, import.meta.url)), ...parameters], {
    env: environment,
  });
  const status = new Promise((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect([await status, stderr]).toEqual([0, '']);
  return stdout;
}

/** An upstream for one test. */
export async function startUpstream(answerer: Answerer): Promise<string> {
  const simulator = await startSimulator({ timeScale: 0, seed: 1, answerers: [answerer] });
  onTestFinished(() => simulator.close());
  return simulator.baseUrl;
}
