import { createHash } from 'node:crypto';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json } from '../core/index.ts';

/** What holding an input to a schema says. */
export type SchemaFinding =
  | { readonly kind: 'valid' }
  /** The keyword that the input breaks (`required`, `type`, ...), and in words what is wrong where; these may hold content. */
  | { readonly kind: 'invalid'; readonly keyword: string; readonly text: string }
  /** The schema cannot be held against anything: it does not compile, names another document, or is huge. `isNew`: seen for the first time. */
  | { readonly kind: 'odd_schema'; readonly isNew: boolean };

/** Holds tool inputs to JSON Schemas. */
export interface SchemaChecker {
  check(schema: Json, input: Json): SchemaFinding;
}

/** Longer schemas are not compiled: that would hold up every other turn. */
const longestSchema = 256 * 1024;

/**
 * A checker that keeps the last `capacity` compiled schemas by their content. Draft 2020-12, which is the API's, unless a
 * schema names an older draft; formats are not looked at, unknown keywords are passed over.
 */
export function createSchemaChecker({ capacity = 512 }: { readonly capacity?: number } = {}): SchemaChecker {
  const compiled = new Map<string, ValidateFunction | undefined>();
  const validatorOf = (schema: Json) => {
    const text = JSON.stringify(schema);
    const key = createHash('sha256').update(text).digest('base64');
    const known = compiled.has(key);
    const validator = known ? compiled.get(key) : compile(schema, text.length);
    compiled.delete(key);
    compiled.set(key, validator);
    const [oldest] = compiled.keys();
    if (compiled.size > capacity && oldest !== undefined) compiled.delete(oldest);
    return { validator, isNew: !known };
  };
  return {
    check(schema, input) {
      const { validator, isNew } = validatorOf(schema);
      const finding = validator === undefined ? undefined : held(validator, input);
      return finding ?? { kind: 'odd_schema', isNew };
    },
  };
}

const valid: SchemaFinding = { kind: 'valid' };

/** A validator may throw (a recursion without end) or answer with a promise (`$async`): neither speaks against an input. */
function held(validator: ValidateFunction, input: Json): SchemaFinding | undefined {
  try {
    const outcome: unknown = validator(input);
    if (outcome === true) return valid;
    if (outcome !== false) return undefined;
    const [error] = validator.errors ?? [];
    const text = `${error?.instancePath ?? ''} ${error?.message ?? ''}`.trim();
    return { kind: 'invalid', keyword: error?.keyword ?? 'unknown', text };
  } catch {
    return undefined;
  }
}

const lenient = {
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
  addUsedSchema: false,
  logger: false,
} as const;

/** A compiler for each schema: what one schema registers (`$id`) must not meet another's. */
function compile(schema: Json, length: number): ValidateFunction | undefined {
  if (length > longestSchema || typeof schema !== 'object' || schema === null || Array.isArray(schema))
    return undefined;
  const { $schema: dialect, ...rest } = { $schema: undefined, ...schema };
  const isOlder = typeof dialect === 'string' && /draft-0[467]/.test(dialect);
  if ('$async' in rest) return undefined;
  try {
    return isOlder ? new Ajv(lenient).compile(rest) : new Ajv2020(lenient).compile(rest);
  } catch {
    return undefined;
  }
}
