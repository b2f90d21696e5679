import { z } from 'zod';
import type { Signals } from '../core/index.ts';

const tokens = z.number().int().nonnegative();

/** One recorded model call, without text. Members a source does not know, or has in another shape, are absent. */
const turnSchema = z.object({
  /** When the request started, from the conversation's first. */
  atSeconds: z.number(),
  /** What the request's tail holds. */
  after: z.enum(['user', 'tool']),
  /** The whole prompt, cached or not. */
  inputTokens: tokens,
  outputTokens: tokens,
  /** Leading tokens equal to the turn before's prompt: what a warm cache of the same model could serve. */
  sharedPrefixTokens: tokens,
  cacheReadTokens: tokens.optional().catch(undefined),
  cacheWriteTokens: tokens.optional().catch(undefined),
  latencySeconds: z.number().optional().catch(undefined),
  firstTokenSeconds: z.number().optional().catch(undefined),
  /** Names of the tools that the reply called. */
  tools: z.array(z.string()).optional().catch(undefined),
  /** Results at the tail that were errors. */
  toolErrors: z.number().optional().catch(undefined),
  /** Whether the rules would let the execution tier answer this turn. */
  simple: z.boolean(),
  stopReason: z.string().optional().catch(undefined),
  model: z.string().optional().catch(undefined),
});

const trajectorySchema = z.object({
  source: z.string().optional().catch(undefined),
  id: z.string().optional().catch(undefined),
  model: z.string().optional().catch(undefined),
  /** The subagent's type, where the conversation is one's. */
  subagent: z.string().optional().catch(undefined),
  simpleIsSynthetic: z.boolean().optional().catch(undefined),
  tokensAreEstimated: z.boolean().optional().catch(undefined),
  turns: z.array(turnSchema),
});

/** A turn of a recorded conversation. */
export interface RecordedTurn extends Readonly<z.infer<typeof turnSchema>> {
  /** Signals of core as read under a policy, by its version, where the source kept enough to read them. */
  readonly signals?: Readonly<Record<string, Signals>>;
  /** Blocks between the last one of the turn before's prompt and the last one of this: its reply and the new tail. */
  readonly newBlocks?: number;
  /** `sharedPrefixTokens` was not billed as a cache read, but taken to be the whole prompt before. */
  readonly isPrefixEstimated?: boolean;
}

/** A recorded conversation, whatever it was read from: what replay works on. Its format is one JSON object a line. */
export interface Trajectory extends Readonly<Omit<z.infer<typeof trajectorySchema>, 'turns'>> {
  readonly turns: readonly RecordedTurn[];
}

/** A value as a trajectory; `undefined` when it is none, or one of its turns lacks what the accounting needs. */
export function parseTrajectory(value: unknown): Trajectory | undefined {
  const parsed = trajectorySchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** The model of the first turn, else of the whole conversation; `undefined` where neither was recorded. */
export function firstModelOf({ turns, model }: Trajectory): string | undefined {
  return turns[0]?.model ?? model;
}
