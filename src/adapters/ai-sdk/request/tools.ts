import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { Block } from '../../block.ts';
import { anthropicOptions, type CacheMarks } from './anthropic-options.ts';

type Tools = LanguageModelV4CallOptions['tools'];
type Tool = NonNullable<Tools>[number];

/** The tools of a call as the API has them; none where the call offers none. */
export function toolBlocks(
  tools: Tools,
  {
    marks,
    stream,
    toolStreaming,
  }: { readonly marks: CacheMarks; readonly stream: boolean; readonly toolStreaming: boolean },
): readonly Block[] | undefined {
  if (tools === undefined || tools.length === 0) return undefined;
  return tools.map((tool) =>
    tool.type === 'function' ? functionTool(tool, marks, stream && toolStreaming) : providerTool(tool),
  );
}

function functionTool(tool: Extract<Tool, { readonly type: 'function' }>, marks: CacheMarks, eager: boolean): Block {
  const cacheControl = marks(tool.providerOptions);
  const { eagerInputStreaming, deferLoading, allowedCallers } = anthropicOptions(tool.providerOptions);
  return {
    name: tool.name,
    description: tool.description,
    input_schema: tool.inputSchema,
    cache_control: cacheControl,
    ...((eagerInputStreaming ?? eager) ? { eager_input_streaming: true } : {}),
    ...(tool.strict === undefined ? {} : { strict: tool.strict }),
    ...(deferLoading === undefined ? {} : { defer_loading: deferLoading }),
    ...(allowedCallers === undefined ? {} : { allowed_callers: allowedCallers }),
    ...(tool.inputExamples === undefined ? {} : { input_examples: tool.inputExamples.map(({ input }) => input) }),
  };
}

/** A tool that the provider defines. Its type is its id without the provider; of its arguments nothing is decided. */
function providerTool(tool: Extract<Tool, { readonly type: 'provider' }>): Block {
  const type = tool.id.replace(/^anthropic\./, '');
  return { type, name: tool.name };
}

/** `tool_choice`. */
export function toolChoiceBlock(
  { toolChoice, tools }: Pick<LanguageModelV4CallOptions, 'toolChoice' | 'tools'>,
  own: Block,
): Block | undefined {
  if (tools === undefined || tools.length === 0) return undefined;
  const disable_parallel_tool_use = own.disableParallelToolUse ?? undefined;
  switch (toolChoice?.type) {
    case undefined:
      return disable_parallel_tool_use === true ? { type: 'auto', disable_parallel_tool_use } : undefined;
    case 'auto':
      return { type: 'auto', disable_parallel_tool_use };
    case 'required':
      return { type: 'any', disable_parallel_tool_use };
    case 'none':
      return { type: 'none' };
    case 'tool':
      return { type: 'tool', name: toolChoice.toolName, disable_parallel_tool_use };
    default:
      return toolChoice satisfies never;
  }
}

/** The betas that Anthropic's package adds for tools. */
export function toolBetas(tools: readonly Block[] | undefined): readonly string[] {
  const own = tools?.filter(({ type }) => type === undefined) ?? [];
  const advanced = own.some((tool) => tool.input_examples !== undefined || tool.allowed_callers !== undefined);
  return [
    ...(own.length > 0 ? ['structured-outputs-2025-11-13'] : []),
    ...(advanced ? ['advanced-tool-use-2025-11-20'] : []),
  ];
}
