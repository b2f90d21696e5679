/** Writes the generated references under `docs/`; with `--check` fails when one of them is stale instead. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiPages } from './docs/api-pages.ts';
import { commandsPage } from './docs/commands-page.ts';
import { errorsPage } from './docs/errors-page.ts';
import { metricsPage } from './docs/metrics-page.ts';
import { rulesPage } from './docs/rules-page.ts';
import { settingsPage } from './docs/settings-page.ts';

/** Holds nothing but generated pages. */
const apiFolder = 'docs/api';

async function render(): Promise<ReadonlyMap<string, string>> {
  const api = Object.entries(await apiPages()).map(([path, text]) => [join(apiFolder, path), text] as const);
  const pages = new Map([
    ['docs/commands.md', commandsPage()],
    ['docs/errors.md', errorsPage()],
    ['docs/metrics.md', metricsPage()],
    ['docs/rules.md', rulesPage()],
    ['docs/settings.md', settingsPage()],
    ...api,
  ]);
  return new Map([...pages].map(([path, text]) => [path, `${text.trimEnd()}\n`]));
}

/** Generated pages that nothing generates any more. */
function leftOver(pages: ReadonlyMap<string, string>): readonly string[] {
  return filesIn(apiFolder).filter((path) => !pages.has(path));
}

function check(pages: ReadonlyMap<string, string>): number {
  const stale = [...pages].filter(([path, text]) => readOrEmpty(path) !== text).map(([path]) => path);
  const paths = [...stale, ...leftOver(pages)];
  for (const path of paths) process.stderr.write(`${path} is stale: run \`npm run docs\`\n`);
  return paths.length === 0 ? 0 : 1;
}

function write(pages: ReadonlyMap<string, string>): number {
  for (const path of leftOver(pages)) rmSync(path);
  for (const [path, text] of pages) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return 0;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file));
  } catch {
    return [];
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const pages = await render();
process.exitCode = process.argv.includes('--check') ? check(pages) : write(pages);
