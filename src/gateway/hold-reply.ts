import { Hold, type HoldPlan } from '../attempt/index.ts';
import { judge, type Settings } from '../core/index.ts';
import { createReplyReader } from '../wire/index.ts';
import { headerOf } from './headers.ts';
import { type JudgedRequest, verdictContextOf } from './judge-reply.ts';

/** A reply that is not streamed says nothing until it is whole: it is waited for so many times as long. */
const wholeReplyPatience = 3;

/** How the reply to a request is held. */
export function holdPlanOf(request: JudgedRequest, settings: Settings): HoldPlan {
  const { holdMs, holdTextTokens, holdBytes } = settings.escalation;
  const { finalResponse } = settings;
  const asStream = request.reading.turn.settings.stream;
  return {
    silenceMs: asStream ? holdMs : holdMs * wholeReplyPatience,
    holdFor({ headers }) {
      const encoding = headerOf(headers, 'content-encoding')?.toLowerCase() ?? 'identity';
      if (encoding !== 'identity') return undefined;
      const stream = headerOf(headers, 'content-type')?.toLowerCase().startsWith('text/event-stream') ?? false;
      const reader = createReplyReader({ stream });
      const hold = new Hold<Buffer>({
        reader,
        sizeOf: (chunk) => chunk.length,
        judge: (reply) => judge(reply, { ...verdictContextOf(request), finalResponse }),
        finalResponse,
        textTokens: holdTextTokens,
        holdBytes,
      });
      return { hold, pieces: () => reader.progress().pieces, stream };
    },
  };
}
