import type { JsonObject } from '../json.ts';
import { notPermitted, type Rule } from './rule.ts';
import { isSet } from './subject.ts';

function settingOf(message: JsonObject): string | undefined {
  return ['output_config', 'clear_at'].find((key) => isSet(message[key]));
}

/** Roles: `system` inside messages is taken by some models only, and not with text at the very beginning. */
export const systemMessageRules: readonly Rule[] = [
  {
    source: 'facts 4: role "system" in messages by model',
    words: '[3P] anthropics/claude-agent-sdk-typescript issue 350',
    objection: ({ request, rules }) =>
      !rules.systemMessages && request.messages.some(({ role }) => role === 'system')
        ? 'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.'
        : undefined,
  },
  {
    source: '[SDK] BetaMessageParam',
    objection: ({ request }) => {
      const other = request.messages.find(({ role }) => !['user', 'assistant', 'system'].includes(role));
      return other === undefined
        ? undefined
        : `messages: Unexpected role "${other.role}". Allowed roles are "user" or "assistant".`;
    },
  },
  {
    source: '[SDK] BetaSystemMessageParam: only system messages have settings',
    objection: ({ request }) => {
      const at = request.messages.findIndex(({ role, value }) => role !== 'system' && settingOf(value) !== undefined);
      const setting = at === -1 ? undefined : settingOf(request.messages[at]?.value ?? {});
      return setting === undefined ? undefined : notPermitted(`messages.${at}.${setting}`);
    },
  },
  {
    source: '[3P] LeenHawk/gproxy issue 209',
    words: '[3P] LeenHawk/gproxy issue 209',
    objection: ({ request }) => {
      const [first] = request.messages;
      const speaks = first?.role === 'system' && first.blocks.some(({ value }) => value.type !== 'output_config');
      return speaks
        ? "messages.0: use the top-level 'system' parameter for the initial system prompt; the directive-only form (content: [] with output_config) is accepted at any position"
        : undefined;
    },
  },
];
