export { answerHeaders } from './answer-headers.ts';
export type { LoggedAttempt } from './attempt-log.ts';
export { attemptTurn, type TurnResult } from './attempt-turn.ts';
export { withAutoCache } from './auto-cache.ts';
export { byteReplies } from './byte-replies.ts';
export { closeTurn } from './close-turn.ts';
export type {
  LiveState,
  RoutingContext,
  RoutingContextOptions,
  RoutingProblem,
} from './context.ts';
export { createRoutingContext } from './create-context.ts';
export { keepWarmOf } from './create-pinger.ts';
export type { AnsweredBy, Deliver, DeliveryEnd, DeliveryWatch } from './delivery.ts';
export { type AddressedCall, beginKeeping, type ResendableRequest } from './keep-warm.ts';
export { type OpenTurn, openTurn, openUnreadable, type TurnRequest } from './open-turn.ts';
export type { Fetch, FetchRequest } from './over-fetch/fetch-request.ts';
export { routeFetch } from './over-fetch/route-fetch.ts';
export { type Planning, planTurn } from './plan-turn.ts';
export { promptOf } from './prompt-of.ts';
export { createRouter, type Router, type RouterOptions, SettingsError } from './router.ts';
export type { HeldReader, Replies, ReplyTap, Surface } from './surface.ts';
