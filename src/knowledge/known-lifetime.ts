import type { TurnTrace } from '../core/index.ts';

/** What a conversation asks for, and what an hour has cost it beyond five minutes. */
export type KnownLifetime = NonNullable<TurnTrace['lifetime']>;

/** A conversation that never asked for anything but what its client does. */
export const asClientsAsk: KnownLifetime = { ttl: '5m', extraNanoUsd: 0 };
