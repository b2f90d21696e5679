/** Checks the floors of the house (`.dependency-cruiser.mjs`) and fails when it read no module: a check of nothing must not pass. */
import { cruise } from 'dependency-cruiser';
import { z } from 'zod';
import config from '../.dependency-cruiser.mjs';

const resultSchema = z.object({
  summary: z.object({
    totalCruised: z.number(),
    totalDependenciesCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

const paths = ['src', 'jobs', 'scripts', 'bench', 'conformance', 'examples'];

async function check(): Promise<number> {
  const { existsSync } = await import('node:fs');
  const { forbidden, options } = config;
  const { output } = await cruise(
    paths.filter((path) => existsSync(path)),
    { ...options, ruleSet: { forbidden }, validate: true, outputType: 'json' },
  );
  const { summary } = resultSchema.parse(typeof output === 'string' ? JSON.parse(output) : output);
  for (const { rule, from, to } of summary.violations) process.stderr.write(`${rule.name}: ${from} -> ${to}\n`);
  process.stdout.write(
    `layers: ${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, ${summary.violations.length} violations\n`,
  );
  return summary.totalCruised === 0 || summary.violations.length > 0 ? 1 : 0;
}

process.exitCode = await check();
