import type { Edit } from '../../edit.ts';
import type { Json } from '../../json.ts';
import type { Turn } from '../../turn.ts';
import { blockBindingBeta } from './betas.ts';

/** How a request asks the API to drop thinking that is bound to another beginning, instead of refusing it. [DOC] preserved thinking */
const lenient = { prefix_mismatch_behavior: 'drop_block' } as const;

/** Whether an error's body is the prefix-binding 400: thinking that stands behind another beginning than it was made with. */
export function isBindingError(body: string): boolean {
  return body.includes('bound to a different conversation');
}

/**
 * The edits of a request with `block_binding` set to drop what does not fit, and its beta: what cures the prefix-binding 400
 * (facts, section 3). `undefined` where there is no place for it: the thinking setting takes no other field, or the client
 * set it itself.
 */
export function withLenientBinding(turn: Turn, edits: readonly Edit[]): readonly Edit[] | undefined {
  const type = thinkingTypeAfter(turn, edits);
  if (type === 'disabled' || type === 'between_tools' || turn.settings.thinking?.blockBinding === true)
    return undefined;
  const because = 'thinking bound to another beginning is dropped';
  const binding: Edit =
    type === undefined
      ? { kind: 'set', path: ['thinking'], value: { type: 'adaptive', block_binding: lenient }, because }
      : { kind: 'set', path: ['thinking', 'block_binding'], value: lenient, because };
  const betas = betasAfter(turn, edits);
  if (betas.includes(blockBindingBeta)) return [...edits, binding];
  return [
    ...edits,
    binding,
    { kind: 'header', name: 'anthropic-beta', value: [...betas, blockBindingBeta].join(','), because },
  ];
}

/** The thinking type that is sent; `undefined`: none. */
function thinkingTypeAfter(turn: Turn, edits: readonly Edit[]): string | undefined {
  let type = turn.settings.thinking?.type;
  for (const edit of edits) {
    if (edit.kind === 'header' || edit.kind === 'cache_ttl' || edit.path[0] !== 'thinking') continue;
    if (edit.kind === 'remove') type = edit.path[1] === undefined ? undefined : type;
    else if (edit.path[1] === undefined) type = typeOf(edit.value);
    else if (edit.path[1] === 'type' && typeof edit.value === 'string') type = edit.value;
  }
  return type;
}

function typeOf(thinking: Json): string | undefined {
  if (typeof thinking !== 'object' || thinking === null || !('type' in thinking)) return undefined;
  return typeof thinking.type === 'string' ? thinking.type : undefined;
}

function betasAfter(turn: Turn, edits: readonly Edit[]): readonly string[] {
  const edit = edits.findLast((one) => one.kind === 'header' && one.name === 'anthropic-beta');
  if (edit?.kind !== 'header') return turn.settings.betas;
  return edit.value
    .split(',')
    .map((beta) => beta.trim())
    .filter((beta) => beta !== '');
}
