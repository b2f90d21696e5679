import type { TranscriptFacts } from '../core/index.ts';
import type { Breakpoint } from './cache-marks.ts';
import type { Envelope } from './envelope.ts';
import { parseSpan } from './json-spans.ts';
import { objectOf, stringOf } from './json-values.ts';
import type { OpenRequest } from './open-request.ts';
import type { MessageSpan } from './walk.ts';

/** The breakpoints of a request, in the order of the prompt: tools, system, messages, then the automatic one. */
export function allBreakpoints(envelope: Envelope, ofMessages: readonly Breakpoint[]): readonly Breakpoint[] {
  const { toolsTtls, systemTtls, automaticTtl } = envelope;
  return [
    ...toolsTtls.map((ttl) => ({ at: 'tools' as const, ttl })),
    ...systemTtls.map((ttl) => ({ at: 'system' as const, ttl })),
    ...ofMessages,
    ...(automaticTtl === undefined ? [] : [{ at: 'automatic' as const, ttl: automaticTtl }]),
  ];
}

/** What is known of the transcript as a whole. */
export function readTranscript(
  { body, messages, hole }: OpenRequest,
  envelope: Envelope,
  breakpoints: readonly Breakpoint[],
): TranscriptFacts {
  let assistantMessages = 0;
  let systemMessages = false;
  let effortInHistory = false;
  for (const message of messages) {
    if (message.role === 'assistant') assistantMessages++;
    else if (message.role === 'system') {
      systemMessages = true;
      effortInHistory ||= setsEffort(body, message);
    }
  }
  return {
    messageCount: messages.length,
    assistantMessages,
    systemMessages,
    effortInHistory,
    prefill: messages.at(-1)?.role === 'assistant',
    tools: envelope.tools,
    prefixBytes: envelope.prefixBytes + hole.end - hole.start,
    breakpoints: breakpoints.length > 0,
  };
}

function setsEffort(body: Buffer, { outputConfig }: MessageSpan): boolean {
  return outputConfig !== undefined && stringOf(objectOf(parseSpan(body, outputConfig))?.effort) !== undefined;
}
