import { z } from 'zod';
import { defineTool, type Tool, type ToolOutput } from './tool.ts';

/** The name of the tool that loads deferred tools. It stands on the default list of simple tools. */
export const requestToolName = 'request_tool';

/** How many deferred tools the description names; of more, it says how to find them. */
const namedInDescription = 40;
/** Tools that a search lists. */
const listed = 8;

const input = z.object({
  name: z.string().optional().describe('Exact name of the tool to load.'),
  query: z.string().optional().describe('Words that say what the tool should do, where the name is not known.'),
});

/** What `request_tool` works on. */
export interface RequestToolParts {
  readonly deferred: readonly Tool[];
  /** The API loads definitions by reference; otherwise the next request lists them. */
  readonly byReference: boolean;
  readonly onLoad: (name: string) => void;
}

/**
 * The tool by which the model loads the definition of a deferred tool by its name, or finds one by words. What it loads can be
 * called from the next turn on. Loading twice does no harm.
 */
export function createRequestTool(parts: RequestToolParts): Tool {
  return defineTool({
    name: requestToolName,
    description: descriptionOf(parts.deferred),
    input,
    readOnly: true,
    run: ({ name, query }) => {
      const wanted = name === undefined ? undefined : parts.deferred.find((tool) => tool.name === name);
      if (wanted !== undefined) return load([wanted], parts);
      const found = search(parts.deferred, `${name ?? ''} ${query ?? ''}`);
      const [only, second] = found;
      if (only === undefined) {
        return { content: 'No tool fits. Try other words for what it should do.', isError: name !== undefined };
      }
      return second === undefined ? load([only], parts) : list(found);
    },
  });
}

function load(tools: readonly Tool[], { byReference, onLoad }: RequestToolParts): ToolOutput {
  for (const { name } of tools) onLoad(name);
  if (byReference) return tools.map(({ name }) => ({ type: 'tool_reference', tool_name: name }));
  return tools.map(({ name }) => `${name} is loaded: you can call it from your next turn on.`).join('\n');
}

function list(tools: readonly Tool[]): string {
  const lines = tools.map(({ name, description }) => `- ${name}: ${firstLine(description)}`);
  return `Several tools fit. Load one by its name:\n${lines.join('\n')}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** The tools that share most words with a query, best first; a word in the name counts double. */
function search(tools: readonly Tool[], query: string): readonly Tool[] {
  const words = wordsOf(query);
  return tools
    .map((tool) => ({ tool, score: scoreOf(tool, words) }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .slice(0, listed)
    .map(({ tool }) => tool);
}

function scoreOf({ name, description }: Tool, words: readonly string[]): number {
  const inName = wordsOf(name);
  const inDescription = wordsOf(description);
  return words.reduce(
    (score, word) => score + (inName.includes(word) ? 2 : 0) + (inDescription.includes(word) ? 1 : 0),
    0,
  );
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function descriptionOf(deferred: readonly Tool[]): string {
  const names = deferred.slice(0, namedInDescription).map(({ name }) => name);
  const more = deferred.length - names.length;
  const rest = more === 0 ? '' : ` and ${more} more`;
  return `Loads the definition of a tool, so that it can be called from the next turn on. Give its exact name, or words to find it by. Tools that can be loaded: ${names.join(', ')}${rest}.`;
}
