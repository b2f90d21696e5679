import { existsSync, readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { compilePolicy, type Policy, parseSettings, type Settings, type SettingsProblem } from '../core/index.ts';
import { CommandError, exitCode } from './exit.ts';

/** The file looked for when none is named. */
export const defaultConfigPath = 'turnwise.yaml';

/** A checked configuration, ready to serve by. */
export interface LoadedConfig {
  /** The file it came from; absent: defaults only. */
  readonly path?: string;
  readonly settings: Settings;
  readonly policy: Policy;
}

/** A configuration, or everything that is wrong with it, at once. */
export type ConfigResult =
  | { readonly ok: true; readonly config: LoadedConfig }
  | { readonly ok: false; readonly path: string; readonly problems: readonly SettingsProblem[] };

/** Reads and checks a configuration file (YAML or JSON). Without a path `turnwise.yaml` here, if there is one, else defaults. */
export function readConfig(path: string | undefined): ConfigResult {
  const file = path ?? (existsSync(defaultConfigPath) ? defaultConfigPath : undefined);
  if (file === undefined) return check({}, undefined);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, path: file, problems: [{ path: '', message: `cannot be read: ${reason}` }] };
  }
  const document = parseDocument(text);
  const problems = document.errors.map((error) => ({ path: '', message: error.message.split('\n')[0] ?? error.code }));
  return problems.length > 0 ? { ok: false, path: file, problems } : check(document.toJS(), file);
}

function check(input: unknown, path: string | undefined): ConfigResult {
  const parsed = parseSettings(input);
  if (!parsed.ok) return { ok: false, path: path ?? 'defaults', problems: parsed.problems };
  const compiled = compilePolicy(parsed.settings);
  if (!compiled.ok) return { ok: false, path: path ?? 'defaults', problems: compiled.problems };
  return {
    ok: true,
    config: { ...(path === undefined ? {} : { path }), settings: parsed.settings, policy: compiled.policy },
  };
}

/** The configuration, or a usage error that lists every problem. */
export function requireConfig(path: string | undefined): LoadedConfig {
  const result = readConfig(path);
  if (result.ok) return result.config;
  throw new CommandError(
    `${result.path} has ${count(result.problems)}:\n${listProblems(result.problems)}`,
    exitCode.usage,
  );
}

/** One line a problem: path, what is wrong, what was probably meant. */
export function listProblems(problems: readonly SettingsProblem[]): string {
  return problems
    .map(
      ({ path, message, suggestion }) =>
        `  ${path === '' ? '' : `${path}: `}${message}${suggestion === undefined ? '' : ` (${suggestion})`}`,
    )
    .join('\n');
}

function count(problems: readonly SettingsProblem[]): string {
  return problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
}
