import type { Policy as Ruling } from '../../core/index.ts';
import type { Trajectory } from '../trajectory.ts';

/** What reading needs and tells. */
export interface ReadingOptions {
  /** The rules that say which turns are simple, where the source does not. */
  readonly ruling: Ruling;
  /** Further rules whose signals are read, for policies that decide by them. */
  readonly otherRulings?: readonly Ruling[];
  /** Ids of replies read so far: a reply that stands in several files, as in a resumed session's copy, is a turn once. */
  readonly seenReplies?: Set<string>;
  /** Bytes of the file read so far. */
  readonly onBytes?: (read: number) => void;
  /** A line, or a reply, that cannot be used; `line` from 1 where there are lines. */
  readonly onUnreadable?: (line?: number) => void;
}

/** Reads one kind of record. Every importer is held to `importer.conformance.fixture.ts`. */
export interface Importer {
  readonly kind: string;
  /** Whether a file whose first lines parse to these values is of this kind. */
  recognises(firstLines: readonly unknown[]): boolean;
  /** The file's conversations, one by one. Rejects when the file cannot be read; what is wrong inside it is told. */
  read(path: string, options: ReadingOptions): AsyncIterable<Trajectory>;
}
