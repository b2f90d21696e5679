import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import type { SettingsProblem } from './problem.ts';
import { type Settings, settingsSchema } from './settings.ts';

/** Validated settings with every default filled in, or everything that is wrong with them, at once. */
export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

/** Checks a configuration as parsed from YAML or JSON; `undefined` or `null` (an empty file) is all defaults. Never throws. */
export function parseSettings(input: unknown): SettingsResult {
  const result = settingsSchema.safeParse(input ?? {});
  if (!result.success) return { ok: false, problems: result.error.issues.flatMap((issue) => problemsOf(issue, input)) };
  const problems = notBuiltYet(result.data);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, settings: result.data };
}

/** The mode that holds when none is set: a preset is a list that others wrote, so it starts by watching. */
export function initialMode(settings: Settings): NonNullable<Settings['mode']> {
  return settings.mode ?? (settings.presets.length > 0 ? 'observe' : 'route');
}

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, input: unknown): readonly SettingsProblem[] {
  const path = pathOf(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: path === '' ? key : `${path}.${key}`,
        message: `unknown setting \`${key}\``,
        ...suggest(key, siblingKeys(issue.path)),
      }));
    case 'invalid_value': {
      const values = issue.values.map(String);
      const given = valueAt(input, issue.path);
      const listed = values.map((value) => `\`${value}\``).join(', ');
      return [
        {
          path,
          message: `must be one of ${listed}${shown(given)}`,
          ...(typeof given === 'string' ? suggest(given, values) : {}),
        },
      ];
    }
    case 'invalid_union': {
      const branch = issue.errors.toSorted((left, right) => depth(right) - depth(left))[0];
      const deep = branch !== undefined && depth(branch) > 0;
      if (deep) return branch.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, input));
      return [{ path, message: `${expectations(issue.errors)}${shown(valueAt(input, issue.path))}` }];
    }
    default:
      return [
        {
          path,
          message: `${lowerFirst(issue.message)}${mayHoldSecret(issue) ? '' : shown(valueAt(input, issue.path))}`,
        },
      ];
  }
}

/** Where the name of a secret's variable belongs, people put the secret: it is not shown back. */
function mayHoldSecret({ path }: Issue): boolean {
  return /Env$/.test(String(path.at(-1)));
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map((issue) => (issue.code === 'unrecognized_keys' ? 1 : issue.path.length)));
}

function expectations(branches: readonly (readonly Issue[])[]): string {
  return [...new Set(branches.flatMap((branch) => branch.map((issue) => lowerFirst(issue.message))))].join(', or ');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function shown(given: unknown): string {
  return given === undefined || typeof given === 'object' ? '' : ` (is ${JSON.stringify(given)})`;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    input,
  );
}

/** The keys that would have been right beside an unknown one: found by descending the schema's defaults. */
function siblingKeys(path: readonly PropertyKey[]): readonly string[] {
  const defaults = path.length === 0 ? settingsSchema.shape : valueAt(settingsSchema.parse({}), path);
  return typeof defaults === 'object' && defaults !== null ? Object.keys(defaults) : [];
}

function suggest(given: string, known: readonly string[]): { suggestion?: string } {
  if (known.length === 0) return {};
  const nearest = closest(given, [...known]);
  const near = distance(given.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, given.length / 3);
  return near ? { suggestion: `did you mean \`${nearest}\`?` } : {};
}

/** A setting that would be accepted and do nothing is a lie; each of these goes when its part is built. */
function notBuiltYet(settings: Settings): readonly SettingsProblem[] {
  const asked: readonly (readonly [path: string, isAsked: boolean])[] = [
    ['spotCheck', settings.spotCheck !== false],
    ['record.content', settings.record.content !== 'none'],
  ];
  return asked
    .filter(([, isAsked]) => isAsked)
    .map(([path]) => ({ path, message: 'this version does not do that yet', suggestion: 'leave it out' }));
}
