import { type JsonObject, type Scenario, type ScriptedResult, scriptedTools } from '../../simulator/index.ts';

/** What a tool gave back. */
export interface ToolResult {
  readonly content: string;
  readonly isError: boolean;
}

/** A call as a model made it. */
interface Call {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/**
 * The client's tools of a scenario. A scripted call gets its scripted result. Any other call (a real model words its
 * own) gets, as best effort, the next result of that tool not given yet, by the script's order; else an error that says
 * so.
 */
export function createTools(scenario: Scenario): (call: Call) => ToolResult {
  const exactly = scriptedTools(scenario);
  const inOrder = scenario.turns.flatMap(({ steps }) => steps).flatMap(({ calls }) => calls ?? []);
  const given = new Set<ScriptedResult>();
  return ({ id, name, input }) => {
    const call =
      exactly({ id, name, input: toObject(input) }) ??
      inOrder.find((candidate) => candidate.tool === name && !given.has(candidate));
    if (call === undefined) return { content: 'No record for this request.', isError: true };
    given.add(call);
    return { content: call.result, isError: call.isError };
  };
}

function toObject(input: unknown): JsonObject {
  return isObject(input) ? input : {};
}

function isObject(input: unknown): input is JsonObject {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
