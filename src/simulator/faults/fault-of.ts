import type { Outcome } from '../errors.ts';
import type { MessagesRequest } from '../prompt/request.ts';
import type { Fault } from './fault.ts';
import { parseFault } from './parse-fault.ts';

/** The request header that asks for a fault. */
export const faultHeader = 'x-simulator-fault';

/** Chooses a fault for a request, in the words of the request header; undefined: none. */
export type FaultChooser = (request: MessagesRequest) => string | undefined;

/** The fault that a request asks for by its header, else the one chosen for it; without either an empty one. */
export function faultOf(request: MessagesRequest, choose: FaultChooser): Outcome<Fault> {
  const text = request.headers[faultHeader] ?? choose(request);
  if (text === undefined) return { value: {} };
  const parsed = parseFault([text].flat().join(';'));
  if ('error' in parsed) return parsed;
  const { fault, times } = parsed.value;
  const tries = Number(request.headers['x-stainless-retry-count'] ?? 0);
  return { value: times !== undefined && tries >= times ? {} : fault };
}
