import { type ApiError, invalidRequest } from './errors.ts';
import type { MessagesRequest } from './prompt/request.ts';

/**
 * A step that every Messages request passes before it is answered: the error to answer instead, or undefined to go on.
 * A stricter checker is such a step.
 */
export type RequestStep = (request: MessagesRequest) => ApiError | undefined;

const maxBreakpoints = 4;

/** Cache breakpoints: at most four with the automatic one, and one-hour ones before five-minute ones. */
export function checkBreakpoints(request: MessagesRequest): ApiError | undefined {
  const { tools, system, messages, automaticCacheTtl } = request;
  const blocks = [...tools, ...system, ...messages.flatMap((message) => message.blocks)];
  const ttls = blocks.flatMap((block) => block.cacheTtl ?? []);
  if (automaticCacheTtl !== undefined && blocks.at(-1)?.cacheTtl === undefined) ttls.push(automaticCacheTtl);
  if (ttls.length > maxBreakpoints) {
    return invalidRequest(
      `A maximum of ${maxBreakpoints} blocks with cache_control may be provided. Found ${ttls.length}.`,
    );
  }
  const firstShort = ttls.indexOf('5m');
  if (firstShort !== -1 && ttls.lastIndexOf('1h') > firstShort) {
    return invalidRequest("A ttl='1h' cache_control block must not come after a ttl='5m' cache_control block.");
  }
  return undefined;
}
