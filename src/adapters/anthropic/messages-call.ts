/** A request about to be sent, as far as it is looked at. */
export interface SentRequest {
  readonly url: string;
  readonly method?: string | undefined;
  readonly body?: unknown;
}

/** Whether a request creates a message, with a body that can be read. Counting, batches and everything else are not. */
export function isMessagesCall<Request extends SentRequest>(
  request: Request,
): request is Request & { readonly body: string } {
  if (request.method?.toUpperCase() !== 'POST' || typeof request.body !== 'string') return false;
  return new URL(request.url).pathname.endsWith('/v1/messages');
}
