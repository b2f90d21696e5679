import { z } from 'zod';
import { defineTool, type Tool, type ToolOutput } from './tool.ts';

/** The name of the tool that loads deferred tools. It stands on the default list of simple tools. */
export const requestToolName = 'request_tool';

/** How many deferred tools the description names; of more, it says how to find them. */
const namedInDescription = 40;
/** Tools that a search lists. */
const listed = 8;
/** A tool that fits so many times better than the next is the one that was meant. */
const clearly = 3;

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
      const [best, second] = found;
      if (best === undefined) {
        return { content: 'No tool fits. Try other words for what it should do.', isError: name !== undefined };
      }
      const isClear = best.score >= clearly * (second?.score ?? 0);
      return isClear ? load([best.tool], parts) : list(found.map(({ tool }) => tool));
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

/** A tool that a query may mean, and how well it fits. */
interface Found {
  readonly tool: Tool;
  readonly score: number;
}

/** The tools that share words with a query, best first. A rare word says more than a common one, a word of the name twice as much. */
function search(tools: readonly Tool[], query: string): readonly Found[] {
  const texts = tools.map((tool) => ({ tool, name: wordsOf(tool.name), description: wordsOf(tool.description) }));
  const holds = (word: string) =>
    texts.filter(({ name, description }) => name.includes(word) || description.includes(word));
  const words = [...new Set(wordsOf(query))].map((word) => ({ word, weight: 1 / Math.max(1, holds(word).length) }));
  return texts
    .map(({ tool, name, description }) => ({
      tool,
      score: words.reduce(
        (sum, { word, weight }) =>
          sum + weight * ((name.includes(word) ? 2 : 0) + (description.includes(word) ? 1 : 0)),
        0,
      ),
    }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .slice(0, listed);
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
