import type { SchemaModule } from 'kysely';
import { turns } from './0001-turns.ts';
import { bills } from './0002-bills.ts';
import { heldReplies } from './0003-held-replies.ts';
import { misses } from './0004-misses.ts';
import { pings } from './0005-pings.ts';

/** One step of the schema. Once released it never changes: a correction is a new step. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly up: (schema: SchemaModule) => Promise<void>;
}

/** All steps, numbered from 1 without gaps. */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'turns', up: turns },
  { number: 2, name: 'bills', up: bills },
  { number: 3, name: 'held_replies', up: heldReplies },
  { number: 4, name: 'misses', up: misses },
  { number: 5, name: 'pings', up: pings },
];
