import { agent } from './agent.ts';
import { aiSdk } from './ai-sdk.ts';
import { gateway } from './gateway.ts';
import { langChain } from './langchain.ts';
import { sdkMiddleware } from './sdk-middleware.ts';
import type { Surface } from './surface.ts';

/** Every way into routing; the first is what the others are held against. One more is one more line here, and its file. */
export const surfaces: readonly Surface[] = [gateway, sdkMiddleware, aiSdk, langChain, agent];
