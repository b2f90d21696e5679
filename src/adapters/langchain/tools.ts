import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import { type Block, membersOf, textOf } from '../block.ts';

/** Tools of an agent as the API has them. One in a shape nobody knows is told without a name: then none counts as unknown. */
export function toolBlocks(tools: readonly unknown[]): readonly Block[] {
  return tools.map((tool) => {
    const members = membersOf(tool) ?? {};
    if ('input_schema' in members) return members;
    if (isProviderTool(members)) return members;
    return ownTool(tool);
  });
}

/** A tool that the provider defines (`{ type: 'web_search_20250305', name: 'web_search' }`). */
function isProviderTool({ type, function: own, schema }: Block): boolean {
  return (
    typeof type === 'string' && type !== 'function' && type !== 'custom' && own === undefined && schema === undefined
  );
}

function ownTool(tool: unknown): Block {
  const definition = definitionOf(tool);
  const extras = membersOf(typeof tool === 'object' && tool !== null && 'extras' in tool ? tool.extras : undefined);
  return {
    name: textOf(definition?.name),
    description: definition?.description,
    input_schema: definition?.parameters,
    ...extras,
  };
}

function definitionOf(tool: unknown): Block | undefined {
  const given = membersOf(membersOf(tool)?.function);
  if (given !== undefined) return given;
  if (!isNamed(tool)) return undefined;
  try {
    return membersOf(membersOf(convertToOpenAITool(tool))?.function);
  } catch {
    return { name: tool.name };
  }
}

type Convertible = Parameters<typeof convertToOpenAITool>[0];

function isNamed(tool: unknown): tool is Convertible & { readonly name: string } {
  return typeof tool === 'object' && tool !== null && 'name' in tool && typeof tool.name === 'string';
}

/** `tool_choice`, from LangChain's words for it. */
export function toolChoiceBlock(choice: unknown): Block | undefined {
  if (choice === undefined || choice === null) return undefined;
  if (choice === 'any' || choice === 'required') return { type: 'any' };
  if (choice === 'auto' || choice === 'none') return { type: choice };
  const named = textOf(choice) ?? textOf(membersOf(membersOf(choice)?.function)?.name);
  return named === undefined ? membersOf(choice) : { type: 'tool', name: named };
}
