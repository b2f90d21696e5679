import { onTestFinished } from 'vitest';
import type { Answerer } from './answer.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';
import type { Usage } from './usage.ts';

/** Says "ok" to everything. */
export const agreeing: Answerer = () => ({ content: [{ type: 'text', text: 'ok' }], stopReason: 'end_turn' });

/** A simulator that does not wait, closed when the test ends. */
export async function started(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({ answerers: [agreeing], timeScale: 0, seed: 7, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A clock that only moves when told to. */
export function testClock(startMs = Date.UTC(2026, 10, 22)) {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

/** Posts JSON the way a plain HTTP client would. */
export function post(simulator: Simulator, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${simulator.baseUrl}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'key-1', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The usage of the answer to a request. */
export async function usageFor(simulator: Simulator, body: unknown, headers?: Record<string, string>): Promise<Usage> {
  const response = await post(simulator, body, headers);
  if (response.status !== 200) throw new Error(await response.text());
  const message: { usage: Usage } = JSON.parse(await response.text());
  return message.usage;
}

/** Text that takes up room; different names give different texts. */
export function longText(name: string, characters: number): string {
  return `${name} ${'lorem ipsum '.repeat(Math.ceil(characters / 12))}`.slice(0, characters);
}
