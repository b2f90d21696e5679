import type { Transcript } from '../../src/simulator/index.ts';
import type { RecordedTurn } from './conversations.ts';

/** What every part of the job works on. */
export interface JobInput {
  readonly turns: readonly RecordedTurn[];
  readonly transcripts: readonly Transcript[];
  readonly simpleTools: readonly string[];
  /** For the record's files; removed at the end. */
  readonly folder: string;
}
