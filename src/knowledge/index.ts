export type { PathClaim } from './conversations.ts';
export { KnowledgeBase, type KnownTurn, type TurnContext, type TurnEnding } from './knowledge-base.ts';
