import { refusalOf, type StrictOptions } from './strict-check.ts';

/** What a test says of a request beside its model: body fields, headers, betas. */
export interface Sketch {
  readonly version?: '2023-06-01' | '2026-10-21';
  readonly betas?: readonly string[];
  readonly [field: string]: unknown;
}

/** The message of the refusal that a small request gets; undefined when it is accepted. */
export function refused(
  model: string,
  { version = '2023-06-01', betas = [], ...change }: Sketch,
  options?: StrictOptions,
): string | undefined {
  const body = { model, max_tokens: 4_096, messages: [{ role: 'user', content: 'Is it?' }], ...change };
  const headers = {
    'x-api-key': 'key-1',
    'anthropic-version': version,
    ...(betas.length === 0 ? {} : { 'anthropic-beta': betas.join(', ') }),
  };
  const error = refusalOf({ body: JSON.stringify(body), headers }, options);
  if (error !== undefined && error.type !== 'invalid_request_error') throw new Error(`a ${error.type}`);
  return error?.message;
}

/** Message content, as tests write it. */
export const content = {
  text: (text: string) => ({ type: 'text', text }),
  call: (id = 'toolu_1') => ({ type: 'tool_use', id, name: 'look', input: {} }),
  result: (id = 'toolu_1') => ({ type: 'tool_result', tool_use_id: id, content: 'fine' }),
  thinking: { type: 'thinking', thinking: 'hm', signature: 'bW9jay1zaWduYXR1cmU=' },
};

/** Messages from the contents of user and assistant in turn. */
export function turns(...contents: readonly unknown[]): readonly object[] {
  return contents.map((said, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content: said }));
}

/** A tool of the client's. */
export const tool = (name = 'look') => ({ name, input_schema: { type: 'object' } });
