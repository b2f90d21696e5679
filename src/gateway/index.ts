export { type Access, type AccessOptions, createAccess } from './client-auth.ts';
export type { GatewayContext, GatewayProblem, LiveState } from './context.ts';
export { answerError, answerJson, type Exchange, readBody } from './exchange.ts';
export { type Gateway, type ListenOptions, startGateway } from './gateway.ts';
export { isLoopbackAddress } from './local-guard.ts';
export { type OwnError, type OwnErrorCode, ownErrors } from './own-errors.ts';
export type { Route } from './routes.ts';
export { createTierRoute, type TierRoute } from './tier-route.ts';
