import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { main } from './main.ts';

const body = {
  model: 'claude-sonnet-5-5',
  max_tokens: 32_000,
  tools: [{ name: 'weather_tool', input_schema: { type: 'object' } }],
  messages: [
    { role: 'user', content: 'The weather?' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'weather_tool', input: { city: 'Bergen' } }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'rain' }] },
  ],
};

/** Runs `turnwise explain` on a file with this content; gives back what it printed and its exit code. */
async function explain(content: unknown, ...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-explain-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    process.exitCode = 0;
  });
  const file = join(folder, 'request.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  const out: string[] = [];
  const notes: string[] = [];
  process.exitCode = 0;
  const terminal = {
    out: (text: string) => void out.push(text),
    note: (text: string) => void notes.push(text),
    isInteractive: false,
  };
  await main(['node', 'turnwise', 'explain', file, ...args], terminal);
  return { out: out.join('\n'), notes: notes.join('\n'), code: process.exitCode };
}

describe('turnwise explain', () => {
  test('says what was seen, which rule matched and what would be changed', async () => {
    const { out } = await explain(body);
    expect(out.split('\n')[0]).toBe('simple_tools -> execution (claude-haiku-5-5)');
    expect(out).toContain('weather_tool (simple)');
    expect(out).toContain('> simple_tools: execution, reasoning');
    expect(out).toContain('model = "claude-haiku-5-5"');
    expect(out).not.toContain('Bergen');
  });

  test('shows quotes, both totals and the account, and says what is assumed of the caches', async () => {
    const { out } = await explain(body);
    expect(out).toMatch(/^ {2}tier +model +prompt +cached +cost +time, modelled$/m);
    expect(out).toMatch(/^ {2}reasoning +claude-sonnet-5-5 +\d+ +- +\$0\.00\d{3} +\d+\.\d s, prior$/m);
    expect(out).toMatch(/^ {2}execution +claude-haiku-5-5 +\d+ +- +\$0\.00\d{3} +\d+\.\d s, prior$/m);
    expect(out).toMatch(/^ {2}execution +\$0\.\d{5} +\$0\.\d{5} +may go: going costs \$0, saves \$0\.\d+$/m);
    expect(out).toMatch(/^ {2}account +empty, as on a first turn$/m);
    expect(out).toContain('the request sets no cache breakpoints, so all is plain input');
  });

  test('assumes that the model asked for has all cached and the others nothing, and then stays', async () => {
    const system = [{ type: 'text', text: 'rules '.repeat(9_000), cache_control: { type: 'ephemeral' } }];
    const { out } = await explain({ ...body, model: 'claude-opus-4-5', system });
    expect(out.split('\n')[0]).toBe('stayed -> reasoning (claude-opus-4-5)');
    expect(out).toContain('unknown here; assumed: reasoning holds the whole prompt, the others nothing');
    expect(out).toMatch(/execution .*stays \(\w+\): going costs \$0\.0\d+, saves \$0\.0\d+/);
  });

  test('says where the request asks for caching, and what each tier is bound to miss', async () => {
    const system = [{ type: 'text', text: 'rules '.repeat(9_000), cache_control: { type: 'ephemeral', ttl: '1h' } }];
    const { out } = await explain({ ...body, system });
    expect(out).toMatch(/breakpoints +system 1h/);
    expect(out).toMatch(/reasoning +about \d+ tokens; read from its last turn here, unless/);
    expect(out).toMatch(/execution +about \d+ tokens; on its first turn here claude-haiku-5-5 reads nothing/);
    expect((await explain(body)).out).toContain('none (autoCache: true adds one)');
    const short = [{ type: 'text', text: 'rules', cache_control: { type: 'ephemeral' } }];
    expect((await explain({ ...body, system: short })).out).toContain('claude-haiku-5-5 caches nothing below 512');
    const first = { ...body, system, messages: body.messages.slice(0, 1) };
    expect(JSON.parse((await explain(first, '--json')).out).caches).toMatchObject({
      breakpoints: [{ at: 'system', ttl: '1h' }],
      tiers: [{ tier: 'reasoning', misses: 'cold_start', minimumTokens: 512 }],
    });
  });

  test('has no quotes where one tier may answer', async () => {
    const { out } = await explain({ ...body, messages: body.messages.slice(0, 1) });
    expect(out).toContain('quotes\n  none: one tier may answer');
  });

  test('--json prints signals and decision', async () => {
    const printed: unknown = JSON.parse((await explain(body, '--json')).out);
    expect(printed).toMatchObject({
      signals: { tools: 'all_simple', toolKeys: [{ key: 'weather_tool', simple: true }] },
      decision: {
        reason: 'simple_tools',
        tier: 'execution',
        model: 'claude-haiku-5-5',
        rule: 6,
        quotes: [{ tier: 'reasoning' }, { tier: 'execution' }],
        arithmetic: { statisticsVersion: 'prior', comparisons: [{ tier: 'execution' }] },
      },
    });
  });

  test('a captured request brings its headers, and --header adds to them', async () => {
    const captured = {
      method: 'POST',
      url: '/v1/messages?beta=true',
      headers: { 'X-Claude-Code-Request-Class': 'compaction' },
      body,
    };
    expect((await explain(captured)).out).toMatch(/^side_call -> requested/);
    expect((await explain(captured, '-H', 'x-claude-code-request-class: main')).out).toMatch(/^simple_tools/);
  });

  test('what is no turn passes through', async () => {
    expect((await explain({ method: 'GET', url: '/v1/models' })).out).toContain('passes through untouched');
  });

  test.each<[string, unknown, readonly string[], number, RegExp]>([
    ['what is not JSON', 'hello', [], 2, /not JSON/],
    ['what is no Messages request', { hello: 1 }, [], 1, /not a Messages request/],
    ['a header without a colon', body, ['-H', 'odd'], 2, /name: value/],
  ])('refuses %s', async (_title, content, args, code, message) => {
    const result = await explain(content, ...args);
    expect([result.code, result.notes]).toEqual([code, expect.stringMatching(message)]);
  });
});
