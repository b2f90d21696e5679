/** The part of `@anthropic-ai/sdk`'s client that batches need. */
export interface BatchClient {
  /** The SDK's `messages`. */
  readonly messages: {
    /** Its `batches`. */
    readonly batches: {
      /** Hands a batch over. */
      create(params: never, options?: BatchCallOptions): PromiseLike<{ readonly id: string }>;
      /** How it stands. */
      retrieve(
        id: string,
        params?: undefined,
        options?: BatchCallOptions,
      ): PromiseLike<{ readonly processing_status: string }>;
      /** Its results, in any order. */
      results(id: string, params?: undefined, options?: BatchCallOptions): PromiseLike<AsyncIterable<unknown>>;
    };
  };
}

/** Of a call of it. */
export interface BatchCallOptions {
  readonly signal?: AbortSignal;
}
