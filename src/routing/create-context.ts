import { createSchemaChecker } from '../attempt/index.ts';
import { createTurnReader } from '../wire/index.ts';
import type { RoutingContext, RoutingContextOptions } from './context.ts';
import { createPinger } from './create-pinger.ts';
import { PassedThreads } from './threads.ts';

/** A context of its own memory: nothing is shared between two. */
export function createRoutingContext(options: RoutingContextOptions): RoutingContext {
  const { live: _live, salt, pingClock: _pingClock, ...shared } = options;
  return {
    ...shared,
    reader: createTurnReader({ salt }),
    threads: new PassedThreads(),
    schemas: createSchemaChecker(),
    pinger: createPinger(options),
  };
}
