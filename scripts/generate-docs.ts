/** Writes the generated references under `docs/`; with `--check` fails when one of them is stale instead. */
import { readFileSync, writeFileSync } from 'node:fs';
import { commandsPage } from './docs/commands-page.ts';
import { errorsPage } from './docs/errors-page.ts';
import { metricsPage } from './docs/metrics-page.ts';
import { rulesPage } from './docs/rules-page.ts';
import { settingsPage } from './docs/settings-page.ts';

const pages: Readonly<Record<string, () => string>> = {
  'docs/commands.md': commandsPage,
  'docs/errors.md': errorsPage,
  'docs/metrics.md': metricsPage,
  'docs/rules.md': rulesPage,
  'docs/settings.md': settingsPage,
};

const isCheck = process.argv.includes('--check');
const stale = Object.entries(pages).filter(([path, render]) => {
  const text = `${render().trimEnd()}\n`;
  if (isCheck) return readOrEmpty(path) !== text;
  writeFileSync(path, text);
  return false;
});
for (const [path] of stale) process.stderr.write(`${path} is stale: run \`npm run docs\`\n`);
process.exitCode = stale.length === 0 ? 0 : 1;

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
