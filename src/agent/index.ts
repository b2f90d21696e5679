/**
 * The agent loop: a model in two tiers, tools, and a conversation that says what each turn cost and why.
 *
 * @module turnwise/agent
 */
export { SettingsError } from '../routing/index.ts';
export type { Agent, AgentRun, RunOptions } from './agent.ts';
export type { AgentRouting, TierOption } from './agent-routing.ts';
export type { AgentTurn } from './agent-turn.ts';
export type { BatchCallOptions, BatchClient } from './batch/batch-client.ts';
export {
  type BatchOptions,
  type BatchOutcome,
  type BatchRequest,
  batchOf,
  type EndedBatch,
  endedBatch,
} from './batch/batch-of.ts';
export type { AgentClient, AskModel, SdkClient, SdkPostOptions, SdkReply } from './client/agent-client.ts';
export type { Compact, CompactContext } from './compact.ts';
export { type Conversation, createConversation } from './conversation.ts';
export { type AgentOptions, type AgentProblem, createAgent } from './create-agent.ts';
export type { AgentEvent } from './event.ts';
export { type GatewayRecordOptions, gatewayRecord } from './gateway-record.ts';
export type { RunLimits } from './limits.ts';
export { type McpClient, type McpTool, type McpToolOptions, mcpTools } from './mcp-tools.ts';
export type { BlockLike, ContentBlock, JsonObject, Message, UserContent } from './message.ts';
export { resumeConversation } from './resume-conversation.ts';
export type { RunEnd, RunError, RunResult } from './run-result.ts';
export { defineTool, type Tool, type ToolContext, type ToolDefinition, type ToolOutput } from './tool.ts';
export type { DeferredLoading } from './tool-set.ts';
export type { Totals } from './totals.ts';
