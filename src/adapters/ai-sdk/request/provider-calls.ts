/**
 * Calls that the provider ran itself, and their results. A request that offers such tools always stays with the requested
 * model, so their contents decide nothing: names, ids and whether a call is answered are told as the API has them.
 */
import type { LanguageModelV4ToolCallPart, LanguageModelV4ToolResultPart } from '@ai-sdk/provider';
import type { Block } from '../../block.ts';
import { anthropicOptions } from './anthropic-options.ts';
import { contentOf } from './user-message.ts';

/** A call that the provider ran. */
export function providerCallBlock(part: LanguageModelV4ToolCallPart, cacheControl: unknown): Block {
  const own = anthropicOptions(part.providerOptions);
  const isMcp = own.type === 'mcp-tool-use';
  return {
    type: isMcp ? 'mcp_tool_use' : 'server_tool_use',
    id: part.toolCallId,
    name: part.toolName,
    input: part.input,
    ...(isMcp ? { server_name: own.serverName } : {}),
    cache_control: cacheControl,
  };
}

/** What it returned. */
export function providerResultBlock(part: LanguageModelV4ToolResultPart, cacheControl: unknown): Block {
  return {
    type: `${part.toolName}_tool_result`,
    tool_use_id: part.toolCallId,
    content: part.output.type === 'json' ? part.output.value : contentOf(part.output),
    cache_control: cacheControl,
  };
}
