import { type ContentBlock, isObject, type JsonObject } from './message.ts';
import { defineTool, type Tool, type ToolOutput } from './tool.ts';

/** The part of an MCP client that is used; that of `@modelcontextprotocol/sdk` (1.x) fits, connected by whatever transport. */
export interface McpClient {
  /** A page of the server's tools. */
  listTools(params?: {
    cursor?: string;
  }): Promise<{ readonly tools: readonly McpTool[]; readonly nextCursor?: string | undefined }>;
  /** Runs one; its result is read leniently. */
  callTool(
    params: { name: string; arguments: Record<string, unknown> },
    resultSchema?: undefined,
    options?: { signal: AbortSignal; timeout: number },
  ): Promise<unknown>;
}

/** A tool as a server lists it. */
export interface McpTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: object;
  readonly annotations?: { readonly readOnlyHint?: boolean | undefined } | undefined;
}

/** How a server's tools are taken over. */
export interface McpToolOptions {
  /** Names the server: its tools become `mcp__<server>__<tool>`, as patterns of simple tools write them. Default: their own names. */
  readonly server?: string;
  /** The server's own names of the tools to take. Default: all. */
  readonly only?: readonly string[];
  /** Default false. */
  readonly deferred?: boolean;
  readonly timeoutMs?: number;
}

/** The longest that a timer takes: how long a call may run is the agent's to say. */
const noTimeoutMs = 2 ** 31 - 1;

/**
 * The tools of an MCP server, read once. `readOnlyHint` makes a tool `readOnly`: simple where the agent says `readOnlyIsSimple`.
 * Characters that the API does not take in a name become `_`. Rejects where the server cannot be asked.
 */
export async function mcpTools(client: McpClient, options: McpToolOptions = {}): Promise<readonly Tool[]> {
  const listed: McpTool[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listTools(cursor === undefined ? {} : { cursor });
    listed.push(...page.tools);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const wanted = listed.filter(({ name }) => options.only?.includes(name) !== false);
  return wanted.map((tool) => toTool(tool, client, options));
}

function toTool(tool: McpTool, client: McpClient, { server, deferred = false, timeoutMs }: McpToolOptions): Tool {
  const name = server === undefined ? tool.name : `mcp__${server}__${tool.name}`;
  return defineTool<unknown>({
    name: name.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 128),
    description: tool.description ?? tool.name,
    input: plain(tool.inputSchema),
    deferred,
    readOnly: tool.annotations?.readOnlyHint === true,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    run: async (input, { signal }) => {
      const given = { name: tool.name, arguments: isObject(input) ? { ...input } : {} };
      return toOutput(await client.callTool(given, undefined, { signal, timeout: noTimeoutMs }));
    },
  });
}

function plain(schema: object): JsonObject {
  return JSON.parse(JSON.stringify(schema));
}

/** What a server answered, as the API takes it. */
function toOutput(result: unknown): ToolOutput {
  if (!isObject(result)) return JSON.stringify(result) ?? '';
  const blocks = (Array.isArray(result.content) ? result.content : []).filter(isObject).map(toBlock);
  const content = blocks.length === 0 ? JSON.stringify(result.structuredContent ?? '') : blocks;
  return { content, isError: result.isError === true };
}

/** The media that the API takes as an image. [DOC] vision */
const imageTypes: readonly unknown[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** What the API has no block for is said in words: the model knows at least that it is there. */
function toBlock(part: Readonly<Record<string, unknown>>): ContentBlock {
  const { type, text, data, mimeType, resource, uri } = part;
  if (type === 'text' && typeof text === 'string') return { type: 'text', text: text === '' ? '(empty)' : text };
  if (type === 'image' && typeof data === 'string' && typeof mimeType === 'string' && imageTypes.includes(mimeType)) {
    return { type: 'image', source: { type: 'base64', media_type: mimeType, data } };
  }
  if (type === 'resource' && isObject(resource)) {
    const words = typeof resource.text === 'string' ? resource.text : `(resource ${String(resource.uri)})`;
    return { type: 'text', text: words === '' ? '(empty)' : words };
  }
  if (type === 'resource_link') return { type: 'text', text: `(resource ${String(uri)})` };
  return { type: 'text', text: `(${String(type)} ${String(mimeType ?? '')})` };
}
