import { describe, expect, onTestFinished, test } from 'vitest';
import { type Answerer, scriptedAnswerer, startSimulator } from '../../simulator/index.ts';
import { countBy } from './compare.ts';
import { listeningTerminal } from './demo.fixture.ts';
import { runDemo } from './run-demo.ts';
import { scenarios } from './scenarios/index.ts';

async function apiThatSays(answerer: Answerer) {
  const api = await startSimulator({ answerers: [answerer], timeScale: 0, keepRequests: true });
  onTestFinished(() => api.close());
  return api;
}

async function runLive(upstream: string, json = true) {
  const terminal = listeningTerminal();
  const environment = { ANTHROPIC_API_KEY: 'sk-test', TURNWISE_UPSTREAM: upstream };
  const options = { speed: 1, live: true, once: true, json, through: 'gateway' as const };
  const code = await runDemo(options, { terminal, environment, outIsTerminal: false });
  return { ...terminal, code };
}

describe('the demo on a real API', () => {
  test('plays both runs there with the key given, says so first, and measures the time itself', async () => {
    const api = await apiThatSays(scriptedAnswerer(scenarios));
    const { code, written, noted } = await runLive(api.baseUrl);
    expect(code).toBe(0);
    expect(noted[0]).toMatch(
      new RegExp(`^This calls the real API at ${api.baseUrl} with your key: 12 tasks, each twice.`),
    );
    expect(noted[0]).toMatch(/they cost \$0\.\d{5} routed and \$0\.\d{5} not/);
    const { totals } = JSON.parse(written.join(''));
    const escalations = 1;
    expect(api.billed.length).toBe(totals.routed.turns + totals.alwaysReasoning.turns + escalations);
    expect(api.requests.length).toBe(api.billed.length);
    expect(api.requests.every(({ rawHeaders }) => rawHeaders.includes('Bearer sk-test'))).toBe(true);
    expect(totals.routed.seconds).toBeGreaterThan(0);
    const modelledMs = api.billed.reduce((sum, bill) => sum + bill.firstTokenMs + bill.generationMs, 0);
    expect(totals.routed.seconds + totals.alwaysReasoning.seconds).not.toBeCloseTo(modelledMs / 1000, 1);
  });

  test('keeps the caches of its two runs apart, though they share a key, by a system prompt of equal length; one turn is escalated', async () => {
    const api = await apiThatSays(scriptedAnswerer(scenarios));
    await runLive(api.baseUrl);
    const prompts = countBy(api.requests.map(({ body }) => JSON.parse(String(body)).system[0].text));
    expect(Object.values(prompts)).toEqual([48, 49]);
    expect(new Set(Object.keys(prompts).map((prompt) => prompt.length)).size).toBe(1);
  });

  test('lets models go their own way, and bounds those that never come to an end', async () => {
    const sky: Answerer = ({ messages }) =>
      messages.length > 2
        ? { content: [{ type: 'text', text: 'In my own words.' }], stopReason: 'end_turn' }
        : {
            content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather_tool', input: { city: 'Wherever' } }],
            stopReason: 'tool_use',
          };
    const endless: Answerer = ({ messages }) => ({
      content: [{ type: 'tool_use', id: `toolu_${messages.length}`, name: 'time_tool', input: {} }],
      stopReason: 'tool_use',
    });
    const saysUmbrella = (text: string) => text.includes('umbrella');
    const api = await apiThatSays((request) => {
      const { messages } = request;
      const isUmbrella = saysUmbrella(JSON.stringify(messages[0]?.blocks.map(({ value }) => value)));
      return isUmbrella ? endless(request) : sky(request);
    });
    const { code, written, noted } = await runLive(api.baseUrl);
    const { conversations } = JSON.parse(written.join(''));
    expect(code).toBe(1);
    expect(conversations.length).toBe(scenarios.length - 1);
    expect(noted.join('\n')).toContain('did not end as scripted: routed: ended after 16 turns with tool_use');
    expect(noted.at(-1)).toContain('left out of the figures, since they did not end as scripted: umbrella');
  });

  test('tells what the API refused, and fails', async () => {
    const api = await apiThatSays(() => undefined);
    const { code, noted, written } = await runLive(api.baseUrl, false);
    expect(code).toBe(1);
    expect(written).toEqual([]);
    expect(noted.join('\n')).toContain('no scripted or recorded answer');
  });
});

describe('the demo before someone who watches', () => {
  test('tells every turn as it happens, in lines of at most 100 columns', async () => {
    const terminal = listeningTerminal(true);
    const options = { speed: 1_000_000, live: false, once: true, json: false, through: 'gateway' as const };
    const environment = { NO_COLOR: '1' };
    expect(await runDemo(options, { terminal, environment, outIsTerminal: true })).toBe(0);
    const lines = terminal.noted.join('\n').split('\n');
    expect(lines[7]).toMatch(
      /^ {3}2 {2}simple_tools {7}e haiku-5-5 {4}3\.\dk in \(0 cached\) +80 out {3}1\.0 s {2}\$0\.00\d{3} {2}[+-]\$0\.00\d{3}$/,
    );
    expect(lines.filter((line) => / [Re] (sonnet|haiku)-/.test(line)).length).toBe(48);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
