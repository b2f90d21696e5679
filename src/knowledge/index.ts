export type { PathClaim } from './conversations.ts';
export {
  KnowledgeBase,
  type KnownTurn,
  type TurnContext,
  type TurnEnding,
  type TurnSettlement,
} from './knowledge-base.ts';
export type { LevelKeys, Prompt, PromptBreakpoint } from './prompt.ts';
