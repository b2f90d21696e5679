import type { Json } from '../core/index.ts';
import { blockString, blocksOf } from './blocks.ts';
import { memberOf, parseSpan } from './json-spans.ts';
import type { RequestLayout } from './walk.ts';

/** A tool as a request offers it. */
export interface OfferedTool {
  /** Absent: a set of tools, whose names the request does not list. */
  readonly name?: string;
  /** Its JSON Schema; absent for the tools that the API defines. */
  readonly inputSchema?: Json;
}

/** The tools of a request with their schemas, parsed when asked for: only a held reply that calls one needs them. */
export function readOfferedTools(body: Buffer, { members }: RequestLayout): readonly OfferedTool[] {
  return blocksOf(body, memberOf(members, 'tools')).map((tool) => {
    const name = blockString(body, tool, 'name');
    const inputSchema = parseSpan(body, memberOf(tool.members, 'input_schema'));
    return { ...(name === undefined ? {} : { name }), ...(inputSchema === undefined ? {} : { inputSchema }) };
  });
}
