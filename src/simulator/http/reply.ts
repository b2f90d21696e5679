import type { ServerResponse } from 'node:http';

/** Status and headers of an answer. Values are sent byte for byte as Latin-1. */
export interface ReplyHead {
  readonly status: number;
  /** The reason phrase, where it is not the usual one. */
  readonly reason?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** The way an answer takes to the client: a head, bytes, an end. Faults on request stand in between. */
export interface Reply {
  begin(head: ReplyHead): Promise<void>;
  /** Resolves when the bytes may have gone out as a packet of their own; for a slow reader, when it has read. */
  write(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
}

/** The way straight to the client. Headers set on the response before go out with the head. */
export function directReply(response: ServerResponse): Reply {
  return {
    async begin({ status, reason, headers }) {
      for (const [name, value] of headers) response.appendHeader(name, value);
      if (reason === undefined) response.writeHead(status);
      else response.writeHead(status, reason);
    },
    write: (bytes) => sent(response, bytes),
    async end() {
      response.end();
    },
  };
}

/** Resolves when the client has left or has everything; at once, when it already has. */
export function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) resolve();
    else response.once('close', resolve);
  });
}

function sent(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const isTaken = response.write(bytes);
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    if (isTaken || response.destroyed) setImmediate(resolve);
    else response.on('drain', done).on('close', done);
  });
}
