import { Hold, type HoldPlan } from '../attempt/index.ts';
import { judge, type Settings } from '../core/index.ts';
import { type JudgedRequest, verdictContextOf } from './judge-reply.ts';
import type { Replies } from './surface.ts';

/** A reply that is not streamed says nothing until it is whole: it is waited for so many times as long. */
const wholeReplyPatience = 3;

/** How the reply to a request is held. */
export function holdPlanOf<Frame>(
  request: JudgedRequest,
  settings: Settings,
  { frames, heldReader }: Replies<Frame>,
): HoldPlan<Frame> {
  const { holdMs, holdTextTokens, holdBytes } = settings.escalation;
  const { finalResponse } = settings;
  const asStream = request.reading.turn.settings.stream;
  return {
    frames,
    silenceMs: asStream ? holdMs : holdMs * wholeReplyPatience,
    holdFor(head) {
      const held = heldReader(head);
      if (held === undefined) return undefined;
      const { reader, stream } = held;
      const hold = new Hold<Frame>({
        reader,
        sizeOf: frames.sizeOf,
        judge: (reply) => judge(reply, { ...verdictContextOf(request), finalResponse }),
        finalResponse,
        textTokens: holdTextTokens,
        holdBytes,
      });
      return { hold, pieces: () => reader.progress().pieces, stream };
    },
  };
}
