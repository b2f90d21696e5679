/** The gateway under load, a process of its own with everything on: decision, fit, edits, tap, record, log. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeGateway } from '../src/cli/index.ts';
import { compilePolicy, parseSettings } from '../src/core/index.ts';
import { createTurnLog } from '../src/observe/index.ts';
import { openSqliteRecord } from '../src/record/index.ts';

const upstream = process.argv[2] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'turnwise-bench-'));
const parsed = parseSettings({
  listen: { port: 0 },
  upstream: { baseUrl: upstream },
  control: { share: 0 },
  log: { format: 'json' },
});
const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
if (!parsed.ok || !compiled.ok) throw new Error(JSON.stringify(compiled));

let logged = 0;
const record = await openSqliteRecord({ path: join(folder, 'bench.sqlite') });
const turnLog = createTurnLog({
  format: 'json',
  write: (line) => {
    logged += line.length;
  },
});
const composed = await composeGateway({
  config: { settings: parsed.settings, policy: compiled.policy },
  credentials: { tokens: [] },
  salt: 'bench',
  environment: {},
  sinks: [turnLog, record.sink],
  onProblem: ({ code, message }) => process.stderr.write(`${code}: ${message}\n`),
});

process.on('message', () => {
  process.send?.({ record: record.stats(), logged });
});
process.once('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
process.send?.({ port: composed.gateway.port });
