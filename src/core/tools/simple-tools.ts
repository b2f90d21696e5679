import { compileGlob, matchesGlob } from './glob.ts';
import type { ToolPattern } from './pattern.ts';
import type { ShellPattern } from './shell-pattern.ts';
import { compileShellPattern } from './shell-pattern.ts';
import type { ShellCommand } from './shell-reader.ts';
import type { MainInput, ToolCall } from './tool-input.ts';
import { isShellTool, readMainInput } from './tool-input.ts';
import type { ValuePattern } from './value-pattern.ts';
import { compileValuePattern } from './value-pattern.ts';

/*
 * Which calls are simple. A call is simple when a pattern matches it and no negated pattern does, in whatever order they
 * are written. For shell tools that holds part by part: every command of the line must be matched and none negated, so
 * leaving a part out never makes a line less simple and adding one never makes it simpler.
 *
 * Neutral parts, `cd`, assignments and bare redirects, need no pattern of their own: alone, or among simple parts, they are
 * simple for a tool that has a parenthesised pattern at all.
 */

/** A call as the client or the transcript shows it; `readOnlyHint` is MCP's annotation, where the client passes it on. */
export interface SimpleToolCall extends ToolCall {
  readonly readOnlyHint?: boolean;
}

/** The patterns of one name or name glob, ready to be tried; `always` and `never` are bare names. */
interface NameRules {
  always: boolean;
  never: boolean;
  readonly shellByProgram: Map<string | undefined, ShellPattern[]>;
  readonly shellNegated: ShellPattern[];
  readonly values: ValuePattern[];
  readonly valuesNegated: ValuePattern[];
}

/**
 * Compiles patterns to a test that costs a few microseconds a call and never throws. A negated parenthesised pattern
 * also holds against shell lines that are not understood, which may contain anything; against those only a bare name
 * says yes. `readOnlyHint` counts as a match, except for tools that run commands.
 */
export function createSimpleToolTest(patterns: readonly ToolPattern[]): (call: SimpleToolCall) => boolean {
  const byName = new Map<string, NameRules>();
  for (const pattern of patterns) {
    const rules = byName.get(pattern.name) ?? createRules();
    byName.set(pattern.name, rules);
    addPattern(rules, pattern);
  }
  const globs = [...byName].filter(([name]) => name.includes('*'));
  const nameGlobs = globs.map(([name, rules]) => ({ glob: compileGlob(name), rules }));
  return (call) => {
    const rules = nameGlobs.filter(({ glob }) => matchesGlob(glob, call.name)).map((entry) => entry.rules);
    const exact = byName.get(call.name);
    if (exact !== undefined) rules.push(exact);
    return isSimple(call, rules);
  };
}

function isSimple(call: SimpleToolCall, rules: readonly NameRules[]): boolean {
  if (rules.some((rule) => rule.never)) return false;
  const hinted = call.readOnlyHint === true && !isShellTool(call.name);
  const always = rules.some((rule) => rule.always);
  const looksInside = rules.some((rule) => rule.valuesNegated.length > 0 || (!always && rule.values.length > 0));
  const input = looksInside || (hinted && !always) ? readMainInput(call) : undefined;
  if (input !== undefined && rules.some((rule) => isNegated(rule, input))) return false;
  if (always) return true;
  if (hinted && input?.kind !== 'shell' && input?.kind !== 'unclear') return true;
  return input !== undefined && isMatched(rules, input);
}

function createRules(): NameRules {
  return { always: false, never: false, shellByProgram: new Map(), shellNegated: [], values: [], valuesNegated: [] };
}

function addPattern(rules: NameRules, { negated, input }: ToolPattern): void {
  if (input === undefined) {
    rules[negated ? 'never' : 'always'] = true;
    return;
  }
  const shell = compileShellPattern(input);
  rules[negated ? 'valuesNegated' : 'values'].push(compileValuePattern(input));
  if (negated) rules.shellNegated.push(shell);
  else rules.shellByProgram.set(shell.program, [...(rules.shellByProgram.get(shell.program) ?? []), shell]);
}

function isNegated(rules: NameRules, input: MainInput): boolean {
  if (rules.valuesNegated.length === 0) return false;
  switch (input.kind) {
    case 'unclear':
      return true;
    case 'shell': {
      const { reading } = input;
      if (!reading.understood) return true;
      return reading.commands.some(({ words }) => rules.shellNegated.some((pattern) => pattern.couldMatch(words)));
    }
    case 'path':
    case 'text':
      return rules.valuesNegated.some((pattern) => pattern.couldMatch(input));
    default: {
      const unreachable: never = input;
      return unreachable;
    }
  }
}

function isMatched(rules: readonly NameRules[], input: MainInput): boolean {
  switch (input.kind) {
    case 'unclear':
      return false;
    case 'shell': {
      const { reading } = input;
      if (!reading.understood || reading.commands.length === 0 || rules.every((rule) => rule.values.length === 0))
        return false;
      return reading.commands.every(
        (command) => isNeutral(command) || rules.some((rule) => isCommandMatched(rule, command)),
      );
    }
    case 'path':
    case 'text':
      return rules.some((rule) => rule.values.some((pattern) => pattern.matches(input)));
    default: {
      const unreachable: never = input;
      return unreachable;
    }
  }
}

function isNeutral({ words }: ShellCommand): boolean {
  return words.length === 0 || words[0]?.text === 'cd';
}

function isCommandMatched({ shellByProgram }: NameRules, { words }: ShellCommand): boolean {
  const byProgram = shellByProgram.get(words[0]?.text);
  if (byProgram?.some((pattern) => pattern.matches(words))) return true;
  return shellByProgram.get(undefined)?.some((pattern) => pattern.matches(words)) ?? false;
}
