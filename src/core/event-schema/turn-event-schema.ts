import { z } from 'zod';
import type { TurnEvent } from '../event.ts';
import { missReasons } from '../miss/index.ts';
import { attemptSchema, figure } from './attempt-schema.ts';
import { accountSchema, decisionSchema } from './decision-schema.ts';

const prefixes = z.array(z.looseObject({ key: z.string(), tokens: figure, ttl: z.enum(['5m', '1h']) }));

const billSchema = z.looseObject({
  costNanoUsd: z.number().exactOptional(),
  baselineNanoUsd: z.number().exactOptional(),
  savedNanoUsd: z.number().exactOptional(),
  baselineMs: z.number().exactOptional(),
  account: accountSchema.exactOptional(),
  missed: z.object(missesShape()).exactOptional(),
});

function missesShape() {
  const tokens = figure.exactOptional();
  return Object.fromEntries(missReasons.map((reason) => [reason, tokens]));
}

const traceSchema = z.looseObject({
  scope: z.string(),
  assignmentKey: z.string(),
  tip: z.string(),
  prefixBytes: figure,
  promptTokens: figure.exactOptional(),
  sharedTokens: figure.exactOptional(),
  simple: z.boolean(),
  cooldownTurns: figure.exactOptional(),
  dropsBlocks: z.boolean().exactOptional(),
  replyCallIds: z.array(z.string()),
  cacheParts: z.record(z.string(), z.string()).exactOptional(),
  cached: prefixes,
  baselineCached: prefixes,
});

/**
 * A `TurnEvent` that comes back from outside: a kept conversation, another process. Members that are not known yet stay.
 * Lists are as long as they come: whoever reads from outside bounds the bytes.
 */
export const turnEventSchema: z.ZodType<TurnEvent> = z.looseObject({
  turnId: z.string(),
  conversationId: z.string(),
  groupId: z.string().exactOptional(),
  parentConversationId: z.string().exactOptional(),
  place: z.enum(['first', 'next', 'fork', 'sibling', 'retry']),
  startedAtMs: figure,
  durationMs: z.number(),
  addedMs: z.number(),
  firstByteMs: z.number().exactOptional(),
  heldMs: z.number().exactOptional(),
  mode: z.enum(['route', 'observe', 'off']),
  client: z.string(),
  user: z.string().exactOptional(),
  cohort: z.string().exactOptional(),
  stream: z.boolean(),
  requestedModel: z.string(),
  decision: decisionSchema,
  servedTier: z.string(),
  servedModel: z.string(),
  status: z.number().exactOptional(),
  attempts: z.array(attemptSchema),
  bill: billSchema.exactOptional(),
  trace: traceSchema.exactOptional(),
});
