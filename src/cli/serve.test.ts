import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCli } from './serve.fixture.ts';

const listening = /listens on (http:\/\/127\.0\.0\.1:\d+), mode (\w+)/;

async function startUpstream(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => answer(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const whole =
  '{"id":"msg_1","type":"message","model":"claude-sonnet-5-5","content":[],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":1}}';

function turn(url: string): Promise<Response> {
  const body = JSON.stringify({
    model: 'claude-sonnet-5-5',
    max_tokens: 900,
    messages: [{ role: 'user', content: 'my private words' }],
  });
  return fetch(`${url}/v1/messages`, { method: 'POST', body, headers: { 'x-api-key': 'sk-secret-key' } });
}

describe('turnwise serve', () => {
  test('serves turns, logs and records each without a secret or a word of it, and ends on SIGTERM with nothing lost', async () => {
    const upstream = await startUpstream((response) => void response.end(whole));
    const cli = startCli(['serve', '--port', '0'], { environment: { TURNWISE_UPSTREAM: upstream } });
    const [, url = ''] = await cli.printed(listening);
    expect((await turn(url)).status).toBe(200);
    await cli.printed(/user_request.*claude-sonnet-5-5/);
    cli.child.kill('SIGTERM');
    expect(await cli.ended).toBe(0);
    const kept = readdirSync(cli.folder).map((name) => readFileSync(join(cli.folder, name), 'latin1'));
    expect(kept.join()).toContain('user_request');
    for (const secret of ['sk-secret-key', 'my private words'])
      expect(cli.output() + kept.join()).not.toContain(secret);
    expect(cli.output().match(/user_request/g)).toHaveLength(1);
  });

  test('on SIGTERM a turn under way ends whole, and only then does the process', async () => {
    const asked = Promise.withResolvers<ServerResponse>();
    const upstream = await startUpstream((response) => asked.resolve(response));
    const cli = startCli(['serve', '--port', '0'], { environment: { TURNWISE_UPSTREAM: upstream } });
    const [, url = ''] = await cli.printed(listening);
    const reply = turn(url);
    const response = await asked.promise;
    cli.child.kill('SIGTERM');
    await cli.printed(/after 1 request under way/);
    expect(cli.child.exitCode).toBeNull();
    response.end(whole);
    expect(await (await reply).text()).toBe(whole);
    expect(await cli.ended).toBe(0);
  });

  test('a second SIGTERM ends at once', async () => {
    const asked = Promise.withResolvers<void>();
    const upstream = await startUpstream(() => asked.resolve());
    const cli = startCli(['serve', '--port', '0'], { environment: { TURNWISE_UPSTREAM: upstream } });
    const [, url = ''] = await cli.printed(listening);
    const reply = turn(url).catch((error: unknown) => error);
    await asked.promise;
    cli.child.kill('SIGTERM');
    await cli.printed(/under way/);
    cli.child.kill('SIGTERM');
    expect(await reply).toBeInstanceOf(Error);
    expect(await cli.ended).toBe(0);
  });

  test('SIGHUP puts a changed file in force, and a file with mistakes leaves the old settings', async () => {
    const upstream = await startUpstream((response) => void response.end(whole));
    const file = (mode: string) => `mode: ${mode}\nupstream: { baseUrl: "${upstream}" }\nlisten: { port: 0 }\n`;
    const cli = startCli(['serve'], { files: { 'turnwise.yaml': file('route') } });
    const [, url = ''] = await cli.printed(listening);
    const modeNow = async () => ((await (await fetch(`${url}/turnwise/status`)).json()) as { mode: string }).mode;
    expect(await modeNow()).toBe('route');
    writeFileSync(join(cli.folder, 'turnwise.yaml'), file('observe'));
    cli.child.kill('SIGHUP');
    await cli.printed(/reloaded, mode observe/);
    expect(await modeNow()).toBe('observe');
    writeFileSync(join(cli.folder, 'turnwise.yaml'), file('obsrve'));
    cli.child.kill('SIGHUP');
    await cli.printed(/the old settings stay:\s+mode: must be one of .*did you mean `observe`/);
    expect(await modeNow()).toBe('observe');
  });

  test('the mode is switched live over the control API', async () => {
    const cli = startCli(['serve', '--port', '0'], { environment: { TURNWISE_UPSTREAM: 'http://127.0.0.1:1' } });
    const [, url = ''] = await cli.printed(listening);
    const put = (body: string) => fetch(`${url}/turnwise/mode`, { method: 'PUT', body });
    expect(await (await put('{"mode":"off"}')).json()).toMatchObject({ mode: 'off' });
    expect((await put('{"mode":"on"}')).status).toBe(400);
    expect(await (await fetch(`${url}/turnwise/status`)).json()).toMatchObject({ mode: 'off' });
  });

  test.each<[string, readonly string[], Record<string, string>, Record<string, string>, RegExp]>([
    [
      'every mistake of its file',
      ['serve'],
      { 'turnwise.yaml': 'mod: route\nlimits: { bodyMiB: big }\n' },
      {},
      /2 mistakes:\s+.*\n.*/,
    ],
    ['YAML that does not parse', ['serve'], { 'turnwise.yaml': 'a: [\n' }, {}, /a mistake/],
    [
      'a named file that is not there',
      ['serve', '-c', 'none.yaml'],
      {},
      {},
      /none\.yaml has a mistake:\s+cannot be read/,
    ],
    ['an address beyond loopback without a token', ['serve', '--host', '0.0.0.0'], {}, {}, /needs a gateway token/],
    [
      'itself as its upstream',
      ['serve', '--port', '8499'],
      {},
      { TURNWISE_UPSTREAM: 'http://localhost:8499' },
      /this gateway itself/,
    ],
    [
      'a gateway key that is not set',
      ['serve'],
      { 'turnwise.yaml': 'gatewayKey: true\n' },
      {},
      /TURNWISE_UPSTREAM_KEY is not set/,
    ],
    ['a port that is none', ['serve', '--port', 'http'], {}, {}, /must be a port/],
    ['an option it does not know', ['serve', '--prot', '1'], {}, {}, /--port/],
  ])('refuses %s with exit code 2', async (_title, args, files, environment, message) => {
    const cli = startCli(args, { files, environment });
    expect(await cli.ended).toBe(2);
    expect(cli.output()).toMatch(message);
  });

  test('a port in use is a failure in one line', async () => {
    const { port } = new URL(await startUpstream((response) => void response.end()));
    const cli = startCli(['serve', '--port', port]);
    expect(await cli.ended).toBe(1);
    expect(cli.output()).toMatch(/^turnwise: the port is in use/m);
  });

  test('--print-config prints what is in force, defaults included', async () => {
    const cli = startCli(['serve', '--print-config', '--mode', 'observe']);
    expect(await cli.ended).toBe(0);
    expect(cli.output()).toMatch(/^mode: observe$/m);
    expect(cli.output()).toMatch(/^ {2}upstreamConcurrency: 256$/m);
  });
});
