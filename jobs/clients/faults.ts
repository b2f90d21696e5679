/** What goes wrong with one call on its way, after the upstream that answers it. */
export type Fault =
  /** An HTTP error of the API in place of the answer. */
  | { readonly kind: 'error'; readonly status: number; readonly type: string; readonly retryAfterSeconds?: number }
  /** The connection breaks: before the first content block, within the first text block, or once that is whole. */
  | { readonly kind: 'cut'; readonly where: 'before-content' | 'in-text' | 'after-text' }
  /** An `error` event in place of what follows the first text block. */
  | { readonly kind: 'error-event' };

/** The head and body of an HTTP error in the API's shape. */
export function errorAnswer(
  { status, type, retryAfterSeconds }: Extract<Fault, { kind: 'error' }>,
  requestId: string,
): { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const wait = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return {
    status,
    headers: { 'content-type': 'application/json', 'request-id': requestId, ...wait },
    body: JSON.stringify({ type: 'error', error: { type, message: 'A fault of this job' }, request_id: requestId }),
  };
}

/** What a client still gets of a streamed answer. */
export function leftOf(stream: string, fault: Exclude<Fault, { kind: 'error' }>): string {
  const events = stream.split('\n\n').filter((event) => event !== '');
  const index = events
    .map((event) => /^event: content_block_start\n.*"index":(\d+),"content_block":\{"type":"text"/.exec(event)?.[1])
    .find((found) => found !== undefined);
  const stop = events.findIndex(
    (event) => event.startsWith('event: content_block_stop\n') && event.includes(`"index":${index}}`),
  );
  if (stop === -1) throw new Error('a fault is planned on an answer that streams no text block');
  const whole = fault.kind === 'error-event' || fault.where === 'after-text';
  const first = events.findIndex((event) => event.startsWith('event: content_block_start\n'));
  const end = fault.kind === 'cut' && fault.where === 'before-content' ? first : stop;
  const kept = events.slice(0, whole ? stop + 1 : end);
  return [...kept, ...(fault.kind === 'error-event' ? [errorEvent] : []), ''].join('\n\n');
}

const errorEvent = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
