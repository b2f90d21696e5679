/**
 * Runs real agents, as they are installed from npm, on scripted tasks: straight at the simulator and through a gateway.
 * Shows that a client ends the same, that upstream sees the same requests but for the listed edits, and that every turn
 * is decided as it should be. Needs the npm registry once; the clients themselves stay offline.
 */
import { parseArgs } from 'node:util';
import { claudeCode } from './clients/claude-code.ts';
import { InstallError, installClient } from './clients/install.ts';
import { type Outcome, play } from './clients/play.ts';
import { qwenCode } from './clients/qwen-code.ts';
import { tableOf } from './clients/report.ts';

const clients = [claudeCode, qwenCode];
const names = clients.map(({ name }) => name).join(', ');
const usage = `usage: npm run test:clients -- [--only <client>] [--json]\nclients: ${names}\n`;

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  const chosen = clients.filter(({ name }) => values.only === undefined || name === values.only);
  if (values.help === true || chosen.length === 0) {
    process.stdout.write(usage);
    return values.help === true ? 0 : 2;
  }
  const outcomes: Outcome[] = [];
  for (const client of chosen) {
    const modules = await installClient(client, tell);
    for (const scenario of client.scenarios) {
      const outcome = await play(client, scenario, modules);
      tell(`${client.name}: ${scenario.name}: ${outcome.findings.length === 0 ? 'same' : 'FINDINGS'}`);
      outcomes.push(outcome);
    }
  }
  process.stdout.write(values.json === true ? `${JSON.stringify(outcomes, null, 2)}\n` : tableOf(outcomes));
  return outcomes.some(({ findings }) => findings.length > 0) ? 1 : 0;
}

try {
  process.exitCode = await run();
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!isUsage && !(error instanceof InstallError)) throw error;
  tell(isUsage ? `${error.message}\n${usage}` : `This job needs its clients: ${error.message}.`);
  process.exitCode = 2;
}
