export type { PathClaim } from './conversations.ts';
export { KnowledgeBase } from './knowledge-base.ts';
export type { KnownTurn, LimitWord, TurnContext, TurnEnding, TurnSettlement } from './known-turn.ts';
export type { LevelKeys, Prompt, PromptBreakpoint } from './prompt.ts';
