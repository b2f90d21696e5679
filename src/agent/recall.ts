import type { Sink } from '../core/index.ts';
import type { KnowledgeBase } from '../knowledge/index.ts';
import type { Conversation } from './conversation.ts';

/** Turns whose ids are remembered: of older ones it may be learnt twice. */
const capacity = 20_000;

/** Learns of a conversation's past what this process does not know yet. */
export interface Recall {
  readonly learn: (conversation: Conversation, knowledge: Pick<KnowledgeBase, 'learn'>) => void;
  /** Notes the turns of this process: they are learnt as they end. */
  readonly sink: Sink;
}

/** Caches, accounts and statistics are rebuilt from the events that a conversation carries. */
export function createRecall(): Recall {
  const known = new Set<string>();
  const note = (turnId: string) => {
    known.add(turnId);
    const [oldest] = known;
    if (known.size > capacity && oldest !== undefined) known.delete(oldest);
  };
  return {
    learn({ turns }, knowledge) {
      for (const { event } of turns) {
        if (known.has(event.turnId)) continue;
        knowledge.learn(event);
        note(event.turnId);
      }
    },
    sink: { name: 'recall', tell: ({ turnId }) => note(turnId) },
  };
}
