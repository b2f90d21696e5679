import { z } from 'zod';
import type { Attempt } from '../event.ts';
import type { Usage } from '../usage.ts';

/** A count or a measured figure. */
export const figure = z.number().nonnegative();

const iterationSchema = z.looseObject({
  type: z.string(),
  model: z.string().exactOptional(),
  inputTokens: figure,
  outputTokens: figure,
  cacheReadTokens: figure,
  cacheWriteTokens: figure,
});

const usageSchema: z.ZodType<Usage> = z.looseObject({
  inputTokens: figure,
  outputTokens: figure,
  cacheReadTokens: figure,
  cacheWriteTokens: figure,
  cacheWrite5mTokens: figure.exactOptional(),
  cacheWrite1hTokens: figure.exactOptional(),
  thinkingTokens: figure.exactOptional(),
  serviceTier: z.string().exactOptional(),
  inferenceGeo: z.string().exactOptional(),
  speed: z.string().exactOptional(),
  webSearchRequests: figure.exactOptional(),
  webFetchRequests: figure.exactOptional(),
  iterations: z.array(iterationSchema).exactOptional(),
});

/** An attempt as told. */
export const attemptSchema: z.ZodType<Attempt> = z.looseObject({
  purpose: z.enum(['turn', 'escalation', 'hedge', 'ping', 'check']),
  tier: z.string(),
  model: z.string(),
  startedAtMs: figure,
  firstByteMs: figure.exactOptional(),
  durationMs: figure,
  end: z.enum([
    'complete',
    'upstream_error',
    'stream_error',
    'cut',
    'client_gone',
    'timeout',
    'unreachable',
    'given_up',
  ]),
  status: z.number().exactOptional(),
  requestId: z.string().exactOptional(),
  stopReason: z.string().exactOptional(),
  usage: usageSchema.exactOptional(),
  costNanoUsd: z.number().exactOptional(),
  repliedModel: z.string().exactOptional(),
  errorType: z.string().exactOptional(),
  verdict: z.looseObject({ reason: z.string(), detail: z.string().exactOptional() }).exactOptional(),
});
