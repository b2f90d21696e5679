import type { JsonObject } from '../message.ts';

/** The part of `@anthropic-ai/sdk`'s client (1.12 and later) that an agent uses. Authentication, base URL, proxies and middleware stay the client's. */
export interface SdkClient {
  /** Sends a request. */
  post(path: string, options: SdkPostOptions): SdkReply;
}

/** A reply of it on its way. */
export interface SdkReply {
  /** The response as it came, its body unread. Rejects with the SDK's own error where the API refuses. */
  asResponse(): Promise<Response>;
}

/** How it is used. */
export interface SdkPostOptions {
  readonly body: string;
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
  readonly stream: true;
  readonly maxRetries?: number;
}

/**
 * Any other way to ask a model: a streaming Messages request in, its events out, in the API's shape. `headers` holds what the
 * request needs beside the caller's own (`anthropic-beta`). An error with a `status` counts as the API's answer, its `error`
 * as the answer's body; any other as a broken connection.
 */
export type AskModel = (
  request: JsonObject & { readonly model: string },
  options: { readonly signal: AbortSignal; readonly headers: Readonly<Record<string, string>> },
) => AsyncIterable<{ readonly type: string }> | Promise<AsyncIterable<{ readonly type: string }>>;

/** What an agent asks its models through. */
export type AgentClient = SdkClient | AskModel;
