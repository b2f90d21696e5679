import { type JsonObject, stringOf } from '../json.ts';
import { type Rule, unknownTag } from './rule.ts';
import type { Subject } from './subject.ts';

/** Types of tools. [SDK] BetaToolUnion */
export const toolTypes: readonly string[] = [
  ...['custom', 'mcp_toolset', 'advisor_20260301', 'memory_20250818', 'bash_20241022', 'bash_20250124'],
  ...['browser_toolset_20260801', 'computer_toolset_20260801'],
  ...['computer_20241022', 'computer_20250124', 'computer_20251124'],
  ...['text_editor_20241022', 'text_editor_20250124', 'text_editor_20250429', 'text_editor_20250728'],
  ...['code_execution_20250522', 'code_execution_20250825', 'code_execution_20260120', 'code_execution_20260521'],
  ...['web_search_20250305', 'web_search_20260209', 'web_search_20260318'],
  ...['web_fetch_20250910', 'web_fetch_20260209', 'web_fetch_20260309', 'web_fetch_20260318'],
  ...['tool_search_tool_bm25', 'tool_search_tool_bm25_20251119'],
  ...['tool_search_tool_regex', 'tool_search_tool_regex_20251119'],
];

/** The betas of the computer tools that are no toolset. [AIA] */
const computerBetas: Readonly<Record<string, string>> = {
  computer_20241022: 'computer-use-2024-10-22',
  computer_20250124: 'computer-use-2025-01-24',
  computer_20251124: 'computer-use-2025-11-24',
};

const fineGrainedBeta = 'fine-grained-tool-streaming-2025-05-14';

function typeOf(tool: JsonObject): string {
  return stringOf(tool.type) ?? 'custom';
}

function typesIn({ request }: Subject): readonly string[] {
  return request.tools.map((tool) => typeOf(tool.value));
}

function isRefused(type: string, { rules, betas }: Subject): boolean {
  if (type.startsWith('browser_toolset_')) return !rules.browserToolset;
  if (!type.startsWith('computer_')) return false;
  const beta = computerBetas[type];
  return (rules.computerTools?.includes(type) ?? true) === false || (beta !== undefined && !betas.includes(beta));
}

/** The tools that a request offers: their names, and their types by model and beta. */
export const toolRules: readonly Rule[] = [
  {
    source: '[DOC] tool use: every tool has a name of its own',
    words: '[3P] anthropics/claude-code issue 10687',
    objection: ({ request }) => {
      const names = request.tools.flatMap((tool) => stringOf(tool.value.name) ?? []);
      return new Set(names).size < names.length ? 'tools: Tool names must be unique.' : undefined;
    },
  },
  {
    source: '[SDK] BetaToolUnion',
    objection: (subject) => {
      const types = typesIn(subject);
      const at = types.findIndex((type) => !toolTypes.includes(type));
      return at === -1 ? undefined : unknownTag(`tools.${at}`, types[at] ?? '', toolTypes);
    },
  },
  {
    source: 'facts 4: computer use and browser toolset by model',
    objection: (subject) => {
      const refused = typesIn(subject).find((type) => isRefused(type, subject));
      return refused === undefined ? undefined : `'${subject.model.id}' does not support tool types: ${refused}.`;
    },
  },
  {
    source: 'facts 4: fine-grained-tool-streaming beta with a toolset',
    objection: (subject) => {
      const toolset = typesIn(subject).find((type) => /^(computer|browser)_toolset_/.test(type));
      return toolset !== undefined && subject.betas.includes(fineGrainedBeta)
        ? `The \`${fineGrainedBeta}\` beta cannot be used with ${toolset}.`
        : undefined;
    },
  },
];
