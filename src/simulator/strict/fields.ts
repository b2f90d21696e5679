import { stringOf } from '../json.ts';
import { bindingBeta } from '../prompt/thinking-blocks.ts';
import { notPermitted, type Rule } from './rule.ts';
import { contextEdits, isSet, objectAt, type Subject } from './subject.ts';

/** Fields of a request's body. [SDK] `MessageCreateParamsBase`, and the sampling parameters, which have rules of their own. */
export const knownFields: readonly string[] = [
  ...['model', 'max_tokens', 'messages', 'system', 'tools', 'tool_choice', 'stream', 'stop_sequences', 'metadata'],
  ...[
    'thinking',
    'output_config',
    'cache_control',
    'container',
    'diagnostics',
    'inference_geo',
    'service_tier',
    'speed',
  ],
  ...['temperature', 'top_p', 'top_k'],
];

/** Fields that are there only under one of their betas. [SDK] the beta type's further fields; [AIA] which beta goes with which. */
export const betaFields: Readonly<Record<string, readonly string[]>> = {
  billing_policy: ['user-profiles-billing-2026-10-01'],
  compaction: ['compact-2026-09-04'],
  context_management: ['context-management-2025-06-27'],
  fallback_credit_token: ['fallback-credit-2026-06-01', 'fallback-credit-2026-07-01'],
  fallbacks: ['server-side-fallback-2026-06-01', 'server-side-fallback-2026-07-01'],
  mcp_servers: ['mcp-client-2025-04-04', 'mcp-client-2025-11-20', 'mcp-client-2026-09-15'],
  output_format: ['structured-outputs-2025-11-13'],
  safeguards: ['dangerous-tool-use-2026-09-03'],
  thread: ['message-threads-2026-08-12'],
};

/** Claude Code sends effort along the transcript under the second name, other clients under the first. */
const messageEffortBetas = ['mid-conversation-output-config-2026-07-01', 'per-turn-control-2026-07-01'];
const toolChangeBetas = ['mid-conversation-tool-changes-2026-07-01', 'inline-tools-2026-09-15'];

function has(betas: readonly string[], oneOf: readonly string[]): boolean {
  return oneOf.some((beta) => betas.includes(beta));
}

function unknownField({ body, betas }: Subject): string | undefined {
  return Object.keys(body).find((key) => {
    if (knownFields.includes(key)) return false;
    const needs = Object.hasOwn(betaFields, key) ? betaFields[key] : undefined;
    return needs === undefined || (isSet(body[key]) && !has(betas, needs));
  });
}

/** A field below the top level that needs a beta: where it is, if it is there. */
interface InnerField {
  readonly needs: readonly string[];
  readonly find: (subject: Subject) => string | undefined;
}

/** The path of the first message that has a field, or a block of one of these types. */
function inMessages({ request }: Subject, { field, blocks = [] }: { field?: string; blocks?: readonly string[] }) {
  for (const [index, message] of request.messages.entries()) {
    if (field !== undefined && isSet(message.value[field])) return `messages.${index}.${field}`;
    const content = message.blocks.filter(({ value }) => value.type !== 'output_config');
    const block = content.findIndex(({ value }) => blocks.includes(stringOf(value.type) ?? ''));
    if (block !== -1) return `messages.${index}.content.${block}`;
  }
  return undefined;
}

const innerFields: readonly InnerField[] = [
  {
    needs: [bindingBeta],
    find: ({ request }) =>
      isSet(request.settings.thinking?.block_binding)
        ? `thinking.${stringOf(request.settings.thinking?.type) ?? 'adaptive'}.block_binding`
        : undefined,
  },
  {
    needs: ['task-budgets-2026-03-13'],
    find: ({ body }) => (isSet(objectAt(body, 'output_config')?.task_budget) ? 'output_config.task_budget' : undefined),
  },
  {
    needs: ['compact-2026-01-12'],
    find: ({ body }) => (contextEdits(body).includes('compact_20260112') ? 'context_management.edits' : undefined),
  },
  { needs: messageEffortBetas, find: (subject) => inMessages(subject, { field: 'output_config' }) },
  {
    needs: ['mid-conversation-system-clear-at-2026-08-21'],
    find: (subject) => inMessages(subject, { field: 'clear_at' }),
  },
  { needs: toolChangeBetas, find: (subject) => inMessages(subject, { blocks: ['tool_addition', 'tool_removal'] }) },
];

/** What no request may hold, or not without its beta. */
export const fieldRules: readonly Rule[] = [
  {
    source: 'facts 2, 4: betas; [SDK] MessageCreateParamsBase, beta included',
    objection: (subject) => {
      const field = unknownField(subject);
      return field === undefined ? undefined : notPermitted(field);
    },
  },
  {
    source: 'facts 2: per-message effort; 3: block_binding without its beta; [SDK] AnthropicBeta, [AIA]',
    objection: (subject) => {
      for (const { needs, find } of innerFields) {
        const path = has(subject.betas, needs) ? undefined : find(subject);
        if (path !== undefined) return notPermitted(path);
      }
      return undefined;
    },
  },
];
