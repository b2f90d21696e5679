/** The API reference, one page for each door of the package, from the exported types and their comments. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';

/** The doors: the `exports` of package.json. */
const entryPoints = [
  'src/index.ts',
  'src/adapters/ai-sdk/index.ts',
  'src/adapters/anthropic/index.ts',
  'src/adapters/langchain/index.ts',
  'src/agent/index.ts',
  'src/record/index.ts',
  'src/simulator/index.ts',
];

const options: TypeDocOptions & PluginOptions = {
  entryPoints,
  plugin: ['typedoc-plugin-markdown'],
  tsconfig: 'tsconfig.json',
  name: 'API reference',
  readme: 'none',
  disableSources: true,
  excludePrivate: true,
  githubPages: false,
  excludeExternals: true,
  logLevel: 'Warn',
  validation: {
    notDocumented: true,
    notExported: false,
    invalidLink: true,
    rewrittenLink: false,
    unusedMergeModuleWith: true,
  },
  requiredToBeDocumented: ['Function', 'Class', 'Interface', 'TypeAlias', 'Variable'],
  outputFileStrategy: 'modules',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
};

/** The pages by their path below `docs/api`. Throws when an entry point does not compile, or exports what has no comment. */
export async function apiPages(): Promise<Readonly<Record<string, string>>> {
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-api-'));
  try {
    const application = await Application.bootstrapWithPlugins({ ...options, out: folder });
    const project = await application.convert();
    if (project === undefined) throw new Error('the API reference could not be read from the sources');
    application.validate(project);
    if (application.logger.hasWarnings()) throw new Error('something exported is not documented, as told above');
    await application.generateOutputs(project);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
    return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
