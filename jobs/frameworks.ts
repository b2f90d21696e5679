/**
 * Runs the examples of frameworks that are too large to be dependencies of this repository: each is installed from npm at a
 * pinned version into a folder of its own, beside this package as it would be published, and its example plays against the
 * simulator. Shows that the turn after a simple tool goes to the execution tier. Needs the npm registry.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Answerer, startSimulator } from '../src/simulator/index.ts';

const frameworks = [
  { example: 'mastra.mjs', packages: ['@mastra/core@1.71.0'] },
  { example: 'openai-agents.mjs', packages: ['@openai/agents@0.20.0', '@openai/agents-extensions@0.18.0'] },
];
const shared = ['@ai-sdk/anthropic@4.0.105', 'ai@7.0.173', '@ai-sdk/provider@4.0.38', 'zod@4.6.7'];

const expected = 'user_request -> claude-sonnet-5-5\nsimple_tools -> claude-haiku-5-5\nYes: it rains.\n';

const umbrella: Answerer = ({ messages }) =>
  messages.some(({ role }) => role === 'assistant')
    ? { content: [{ type: 'text', text: 'Yes: it rains.' }], stopReason: 'end_turn' }
    : {
        content: [{ type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Bergen' } }],
        stopReason: 'tool_use',
      };

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const examples = fileURLToPath(new URL('../examples/frameworks/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'turnwise-frameworks-'));
const simulator = await startSimulator({ timeScale: 0, seed: 1, answerers: [umbrella] });
let failures = 0;
try {
  process.stderr.write('packing turnwise\n');
  await execute('npm', ['pack', '--pack-destination', folder], { cwd: root });
  const tarball = join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '');
  for (const { example, packages } of frameworks) {
    const said = await outputOf(example, [...packages, ...shared, tarball]);
    const isRight = said === expected;
    if (!isRight) failures += 1;
    process.stdout.write(`${packages[0]}: ${isRight ? 'as expected' : `said ${JSON.stringify(said)}`}\n`);
  }
} finally {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

async function outputOf(example: string, packages: readonly string[]): Promise<string> {
  const place = mkdtempSync(join(folder, 'app-'));
  writeFileSync(join(place, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  process.stderr.write(`installing ${packages[0]}\n`);
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  await execute('npm', ['install', ...flags, ...packages], { cwd: place });
  copyFileSync(join(examples, example), join(place, example));
  const environment = { ...process.env, ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: simulator.baseUrl };
  const { stdout } = await execute(process.execPath, [example], { cwd: place, env: environment, timeout: 60_000 });
  return stdout;
}
