import type { JsonObject } from './message.ts';
import { requestToolName } from './request-tool.ts';
import type { Tool } from './tool.ts';

/**
 * How deferred tools get into the prompt. The prefix of a request is tools, then system, then messages.
 * `references`: all are sent from the first turn on with `defer_loading`; the API puts a definition into the prompt where a
 * result of `request_tool` refers to it. Nothing before it changes: caches and the thinking bound to them stay.
 * `list`: for models that do not take that. A loaded tool is added to the request's tools, and every cache begins anew.
 */
export type DeferredLoading = 'references' | 'list';

/** An agent's tools, by name. */
export interface ToolSet {
  readonly tools: readonly Tool[];
  readonly loading: DeferredLoading;
}

/** The tools that are not in the prompt from the beginning. */
export function deferredTools({ tools }: ToolSet): readonly Tool[] {
  return tools.filter(({ deferred }) => deferred);
}

/** The `tools` of a request. Its order never changes, and loaded tools come last: everything before them stays the same prefix. */
export function offeredTools(
  set: ToolSet,
  requestTool: Tool | undefined,
  loaded: readonly string[],
): readonly JsonObject[] {
  const deferred = deferredTools(set);
  const always = set.tools.filter((tool) => !tool.deferred);
  const known = [...always, ...(requestTool === undefined ? [] : [requestTool])].map(toDefinition);
  if (set.loading === 'references') {
    return [...known, ...deferred.map((tool) => ({ ...toDefinition(tool), defer_loading: true }))];
  }
  const added = loaded.flatMap((name) => deferred.filter((tool) => tool.name === name));
  return [...known, ...added.map(toDefinition)];
}

function toDefinition({ name, description, inputSchema }: Tool): JsonObject {
  return { name, description, input_schema: inputSchema };
}

/** The tool that a call means, or why it cannot be called, in words for the model. */
export function findTool(set: ToolSet, requestTool: Tool | undefined, loaded: readonly string[]) {
  return (name: string): Tool | string => {
    if (name === requestTool?.name) return requestTool;
    const tool = set.tools.find((candidate) => candidate.name === name);
    if (tool === undefined) return `There is no tool named ${name}.`;
    if (!tool.deferred || loaded.includes(name)) return tool;
    return `The tool ${name} is not loaded yet. Load it with ${requestToolName}, then call it in your next turn.`;
  };
}
