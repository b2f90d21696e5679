import { defaultRules, defaultSimpleTools, type Rule, toolPresets } from '../../src/core/index.ts';
import { generatedFrom, markdownTable } from './table.ts';

function ruleRow({ reason, when, allow, meaning }: Rule): readonly string[] {
  const condition = typeof when === 'function' ? 'a function' : `\`${JSON.stringify(when)}\``;
  return [`\`${reason}\``, condition, allow === 'as_asked' ? 'as asked' : allow.join(', '), meaning ?? ''];
}

/** `docs/rules.md`. */
export function rulesPage(): string {
  const presets = [...toolPresets.values()].map(
    (preset) =>
      `### \`${preset.name}\`\n\n${preset.evidence}\n\n${preset.patterns.map((pattern) => `\`${pattern}\``).join(', ')}`,
  );
  return `# Rules, overlays, simple tools

${generatedFrom('`src/core/rules/default-rules.ts` and `src/core/tools`')}

Rules always run, in this order, and the first match wins. They say which tiers *may* answer; nothing here reads the text
of a prompt. \`rules:\` in the settings reorders, drops and adds: a default rule is named by its reason.

${markdownTable(['reason', 'condition', 'allowed tiers', 'meaning'], defaultRules.map(ruleRow))}

A turn that no rule matches goes to the reasoning tier with the reason \`no_rule\`.

## Overlays

They only narrow what the rule allowed, strongest first; each that takes a tier away is told in the decision. If nothing
is left, the reasoning tier answers. \`ruleReason\` and \`wouldAllow\` are kept whatever the overlays do.

${markdownTable(
  ['code', 'takes away'],
  [
    [
      '`pinned`',
      'nothing: the header `x-turnwise-tier` replaces what the rule allowed; only `locked` and `capability` hold against it',
    ],
    ['`unknown_pin`', 'nothing: the header names no tier, and that is told'],
    [
      '`locked`',
      'every other model, while a server-tool loop, a container or a thread is under way; the execution tier, where the request offers server tools',
    ],
    [
      '`capability`',
      'a tier whose model cannot take the request (`capability:context_window`, `capability:system_messages`, ...)',
    ],
    ['`rate_limited`', 'a tier whose model has just answered 429'],
    ['`rollback`', 'every tier but reasoning, where the guard has rolled routing back'],
    ['`control`', 'every tier but reasoning, in conversations of the control group'],
    ['`cooldown`', 'every tier but reasoning, for some turns after an escalation'],
  ],
)}

## Simple tools

Patterns are written as tool permissions are: \`weather_tool\`, \`mcp__github__get_*\`, \`Read\`, \`Bash(git status:*)\`. A bare
name matches every call, the parenthesised form the call's main string input; \`!\` negates. In shell commands every part
must match; a redirect to a file, \`eval\`, \`xargs\`, \`sudo\`, and whatever the reader of shell lines does not know is never
simple.

By default these are simple, and nothing else: ${defaultSimpleTools.map((name) => `\`${name}\``).join(', ')}.

## Presets

${presets.join('\n\n')}
`;
}
