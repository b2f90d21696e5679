/**
 * What a request's thinking blocks are worth to its model: blocks that it cannot read are dropped without an error and
 * without being billed; blocks whose prefix has changed are an error, or dropped where the request asks for that.
 * ([DOC] preserved thinking) Nothing is refused here, that is the strict checker's part.
 */
import { digestOf } from '../digest.ts';
import { isObject, type JsonObject, stringOf } from '../json.ts';
import type { PromptBlock } from './content.ts';
import { preservedThinkingOf } from './preserved-thinking.ts';
import type { MessagesRequest, PromptMessage } from './request.ts';
import { isOwnSignature, readSignature } from './signature.ts';
import { changedPart, isThinking, type PrefixCursor, startPrefix } from './thinking-prefix.ts';

/** What happens to blocks is only told of, and only to be chosen, under this beta. */
export const bindingBeta = 'thinking-binding-controls-2026-08-01';

/** What the checks say of a thinking block. `foreign` is unreadable because the simulator did not sign it. */
export type ThinkingVerdict =
  | { readonly kind: 'readable' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unreadable'; readonly reason: 'model_binding_mismatch' | 'organization_binding_mismatch' }
  | { readonly kind: 'modified' }
  | { readonly kind: 'prefix_changed'; readonly part: 'tools' | 'system' | 'messages' };

/** One thinking block of a request. */
export interface ThinkingBlock {
  readonly block: PromptBlock;
  /** Where it stands, as errors name it: `messages.1.content.0`. */
  readonly path: string;
  readonly message: number;
  readonly verdict: ThinkingVerdict;
}

/** Whether the request asks for blocks with a changed prefix to be dropped; undefined where it does not say. */
export function mismatchBehavior({ settings }: MessagesRequest): 'error' | 'drop_block' | undefined {
  const binding = settings.thinking?.block_binding;
  if (!isObject(binding)) return undefined;
  const behavior = binding.prefix_mismatch_behavior;
  return behavior === 'error' || behavior === 'drop_block' ? behavior : undefined;
}

function judge(block: PromptBlock, request: MessagesRequest, cursor: PrefixCursor): ThinkingVerdict {
  const signature = stringOf(block.value.signature) ?? '';
  const claim = readSignature(signature);
  if (claim === undefined) return { kind: isOwnSignature(signature) ? 'modified' : 'foreign' };
  const { reads, checksPrefix } = preservedThinkingOf(request.model.id);
  if (preservedThinkingOf(claim.model).accountBound && claim.account !== request.credential) {
    return { kind: 'unreadable', reason: 'organization_binding_mismatch' };
  }
  if (claim.model !== request.model.id && !reads.includes(claim.model)) {
    return { kind: 'unreadable', reason: 'model_binding_mismatch' };
  }
  if (claim.shown !== digestOf(stringOf(block.value.thinking) ?? '')) return { kind: 'modified' };
  const part = checksPrefix === 'no' ? undefined : changedPart(claim.prefix, cursor.here());
  return part === undefined ? { kind: 'readable' } : { kind: 'prefix_changed', part };
}

/** Every thinking block of a request, in order. */
export function thinkingBlocksOf(request: MessagesRequest): readonly ThinkingBlock[] {
  const { messages } = request;
  if (!messages.some((message) => message.blocks.some(isThinking))) return [];
  const cursor = startPrefix(request);
  return messages.flatMap((message, index) => {
    cursor.open(message.role);
    return message.blocks.flatMap((block, place) => {
      const verdict = isThinking(block) ? judge(block, request, cursor) : undefined;
      cursor.pass(block);
      const path = `messages.${index}.content.${place}`;
      return verdict === undefined ? [] : [{ block, path, message: index, verdict }];
    });
  });
}

/** Whether the model does not get to see a block. */
function isDropped({ verdict }: ThinkingBlock, behavior: string | undefined): boolean {
  switch (verdict.kind) {
    case 'foreign':
    case 'unreadable':
      return true;
    case 'prefix_changed':
      return behavior === 'drop_block';
    case 'readable':
    case 'modified':
      return false;
    default:
      return verdict satisfies never;
  }
}

/** The messages as the model gets them: without the thinking that is dropped. */
export function readableMessages(request: MessagesRequest): readonly PromptMessage[] {
  const behavior = mismatchBehavior(request);
  const dropped = new Set(
    thinkingBlocksOf(request).flatMap((thinking) => (isDropped(thinking, behavior) ? [thinking.block] : [])),
  );
  if (dropped.size === 0) return request.messages;
  return request.messages.map((message) =>
    message.blocks.some((block) => dropped.has(block))
      ? { ...message, blocks: message.blocks.filter((block) => !dropped.has(block)) }
      : message,
  );
}

/** `input_transformations` of the answer: every block that failed a check; undefined where the request lacks the beta. */
export function inputTransformations(request: MessagesRequest): readonly JsonObject[] | undefined {
  if (!request.betas.includes(bindingBeta)) return undefined;
  const behavior = mismatchBehavior(request);
  return thinkingBlocksOf(request).flatMap((thinking) => {
    const { path, verdict } = thinking;
    if (verdict.kind === 'readable' || verdict.kind === 'modified') return [];
    const type = isDropped(thinking, behavior) ? 'thinking_dropped' : 'thinking_mismatch_allowed';
    return [{ type, path, reason: reasonOf(verdict) }];
  });
}

function reasonOf(verdict: Exclude<ThinkingVerdict, { readonly kind: 'readable' | 'modified' }>): string {
  switch (verdict.kind) {
    case 'foreign':
      return 'model_binding_mismatch';
    case 'unreadable':
      return verdict.reason;
    case 'prefix_changed':
      return 'prefix_binding_mismatch';
    default:
      return verdict satisfies never;
  }
}
