import { stableHash } from '../../src/core/index.ts';
import type { Trajectory } from '../../src/replay/index.ts';
import { groupsOf } from './waits.ts';

/** By conversation, as asked; by group, so that no fork of a conversation has taught the prior it is measured with. */
export type FoldKind = 'conversation' | 'group';

export const foldKinds: readonly FoldKind[] = ['conversation', 'group'];

/** The fold, 0 to 4, of each conversation. */
export function foldsOf(conversations: readonly Trajectory[], kind: FoldKind): readonly number[] {
  if (kind === 'conversation') return conversations.map((_, index) => index % 5);
  return groupsOf(conversations).map((group) => stableHash(`keeping ${group}`) % 5);
}
