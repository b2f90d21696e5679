import { z } from 'zod';
import type { SchemaChecker } from '../attempt/index.ts';
import type { Json } from '../core/index.ts';
import { type BlockLike, type ContentBlock, isObject, type JsonObject, toBlocks } from './message.ts';

/** What a tool may use while it runs. */
export interface ToolContext {
  /** Aborts when the call has timed out or the run was stopped: its result is not waited for any more. */
  readonly signal: AbortSignal;
  readonly callId: string;
}

/** What a tool gives back: text, content blocks of the API, or either with the word that it is an error. */
export type ToolOutput =
  | string
  | readonly BlockLike[]
  | { readonly content: string | readonly BlockLike[]; readonly isError?: boolean };

/** A tool as it is written. */
export interface ToolDefinition<Input> {
  /** Up to 128 letters, digits, `_` and `-`; unique in the agent. */
  readonly name: string;
  readonly description: string;
  /** A zod (4) schema, or a JSON Schema (draft 2020-12) of an object. Inputs are held to it before `run`. */
  readonly input: z.ZodType<Input> | JsonObject;
  /** Runs a call. Throwing is an error result for the model, nothing worse. */
  readonly run: (input: Input, context: ToolContext) => ToolOutput | Promise<ToolOutput>;
  /** Its definition is not in the prompt until the model asks for it by `request_tool`. Default false. */
  readonly deferred?: boolean;
  /** It changes nothing. With the agent's `readOnlyIsSimple`, its calls are simple. Default false. */
  readonly readOnly?: boolean;
  /** Longest run of one call; default: the agent's `toolTimeoutMs`. */
  readonly timeoutMs?: number;
}

/** A tool as the agent holds it. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly deferred: boolean;
  readonly readOnly: boolean;
  readonly timeoutMs?: number;
  /** Holds the input to the schema, then runs. Rejects with an `InputError` for an input that does not fit. */
  readonly call: (input: Json, context: ToolContext, schemas: SchemaChecker) => Promise<ToolOutput>;
}

/** A call's input does not fit its tool's schema. The message is for the model. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

const namePattern = /^[a-zA-Z0-9_-]{1,128}$/;

/**
 * Makes a tool. Throws a `TypeError` for a name the API would refuse, and for a schema that is no JSON Schema of an object:
 * that is a mistake in the program, not of the model.
 */
export function defineTool<Input = Json>(definition: ToolDefinition<Input>): Tool {
  const { name, description, input, run, deferred = false, readOnly = false, timeoutMs } = definition;
  if (!namePattern.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name for a tool`);
  const isZod = input instanceof z.ZodType || '_zod' in input;
  const inputSchema = isZod ? jsonSchemaOf(input as z.ZodType<Input>) : (input as JsonObject);
  if (inputSchema.type !== 'object') throw new TypeError(`the input of tool ${name} must be an object`);
  return {
    name,
    description,
    inputSchema,
    deferred,
    readOnly,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    async call(value, context, schemas) {
      const parsed = isZod ? await parseByZod(input as z.ZodType<Input>, value) : held(inputSchema, value, schemas);
      return run(parsed as Input, context);
    },
  };
}

/** The schema as the API takes it. Throws where zod knows no JSON Schema for it. */
function jsonSchemaOf(schema: z.ZodType): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest as JsonObject;
}

async function parseByZod<Input>(schema: z.ZodType<Input>, value: Json): Promise<Input> {
  const result = await schema.safeParseAsync(value);
  if (result.success) return result.data;
  throw new InputError(`The input does not fit this tool's schema.\n${z.prettifyError(result.error)}`);
}

/** A schema that cannot be held against anything lets every input pass: the tool sees to it itself. */
function held(schema: JsonObject, value: Json, schemas: SchemaChecker): Json {
  const finding = schemas.check(schema, value);
  if (finding.kind !== 'invalid') return value;
  throw new InputError(`The input does not fit this tool's schema: ${finding.text}`);
}

/** What a tool gave back as the content of its result. What is no output but JSON all the same is sent as its text. */
export function resultOf(output: unknown): {
  readonly content: string | readonly ContentBlock[];
  readonly isError: boolean;
} {
  if (typeof output === 'string') return { content: output, isError: false };
  if (isBlockList(output)) return { content: toBlocks(output), isError: false };
  if (isObject(output) && (typeof output.content === 'string' || isBlockList(output.content))) {
    const { content } = resultOf(output.content);
    return { content, isError: output.isError === true };
  }
  return { content: JSON.stringify(output) ?? '', isError: false };
}

function isBlockList(value: unknown): value is readonly BlockLike[] {
  return Array.isArray(value) && value.every((block) => isObject(block) && typeof block.type === 'string');
}
