import type { UpstreamFailure } from './failure.ts';

/** How a reply begins. Surfaces without HTTP say 200, or the status of the error that came in its place. */
export interface ReplyHead {
  readonly status: number;
  readonly statusText: string;
  /** A flat raw list `[name, value, ...]`. */
  readonly headers: readonly string[];
}

/**
 * What the caller of an upstream call is told, in order: `onHead`, `onChunk` any number of times, then an end. A frame is
 * whatever a surface passes on: bytes in the gateway, parts of a stream elsewhere.
 */
export interface UpstreamHandler<Frame = Buffer> {
  onHead(head: ReplyHead): void;
  /** Return false to ask for a pause until `resume`. */
  onChunk(chunk: Frame): boolean;
  onEnd(): void;
  /** The call broke: before the head nothing was received, after it the reply is cut. */
  onFailure(failure: UpstreamFailure): void;
}

/** A call under way. */
export interface UpstreamCall {
  /** Gives the call up; the handler hears nothing more. Harmless after the end. */
  abort(): void;
  resume(): void;
}

/** Begins an upstream call and tells its handler what comes: a call, or several of which one answers. */
export type Send<Frame = Buffer> = (handler: UpstreamHandler<Frame>) => UpstreamCall;

/** What has to be known of frames to hold them. */
export interface FrameKind<Frame> {
  /** In bytes, or what comes near it. */
  sizeOf(frame: Frame): number;
  /** What an error's frames say, one after another, to be looked through for what they are about. */
  textOf(frames: readonly Frame[]): string;
}

/** Bytes as they came. */
export const byteFrames: FrameKind<Buffer> = {
  sizeOf: (chunk) => chunk.length,
  textOf: (chunks) => Buffer.concat(chunks).toString(),
};
