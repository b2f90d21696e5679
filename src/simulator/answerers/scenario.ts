/**
 * Scripted conversations as data. A scenario is a list of turns; a turn is what the user says and the steps the
 * assistant then takes, each a text, tool calls or both, until a step without calls ends the loop. A call says what the
 * client's tool will return, so that a whole assistant runs offline:
 *
 *     id: umbrella
 *     title: Should I take an umbrella?
 *     system: You are a helpful assistant.
 *     tools:
 *       - { name: weather_tool, description: Current weather, input_schema: { type: object } }
 *     turns:
 *       - user: Do I need an umbrella in Bergen?
 *         steps:
 *           - calls: [{ tool: weather_tool, input: { city: Bergen }, result: Rain, 9 degrees }]
 *           - text: Yes, it rains.
 *             variants: [{ models: claude-haiku, text: Yes. }]
 */
import { parse } from 'yaml';
import { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';

const json: z.ZodType<Json> = z.json();
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);

const call = z.strictObject({
  tool: z.string().min(1),
  input: jsonObject.default({}),
  /** What the client's tool returns. */
  result: z.string(),
  /** The result is an error. */
  isError: z.boolean().default(false),
  /** How long the tool takes, in milliseconds. */
  takesMs: z.number().nonnegative().default(0),
});

const said = {
  thinking: z.string().optional(),
  text: z.string().optional(),
  calls: z.array(call).optional(),
  /** Output tokens, where they should not be counted from the content. */
  outputTokens: z.int().positive().optional(),
};

const step = z.strictObject({
  ...said,
  /** What models whose id starts with `models` say instead; fields left out stay. The first that fits counts. */
  variants: z.array(z.strictObject({ models: z.string().min(1), ...said })).default([]),
});

const scenario = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  system: z.string().optional(),
  tools: z
    .array(z.strictObject({ name: z.string().min(1), description: z.string(), input_schema: jsonObject }))
    .default([]),
  turns: z.array(z.strictObject({ user: z.string().trim().min(1), steps: z.array(step).min(1) })).min(1),
});

/** A scripted conversation. */
export type Scenario = z.infer<typeof scenario>;

/** One step of the assistant. */
export type ScenarioStep = z.infer<typeof step>;

/** One tool call of a step, with its result. */
export type ScenarioCall = z.infer<typeof call>;

/** Checks a scenario given as data; throws with every problem and its path. */
export function parseScenario(value: unknown): Scenario {
  const result = scenario.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`This is not a scenario.\n${z.prettifyError(result.error)}`);
}

/** Reads a scenario from YAML (or JSON, which is YAML too); throws with every problem and its path. */
export function parseScenarioText(text: string): Scenario {
  return parseScenario(parse(text));
}
