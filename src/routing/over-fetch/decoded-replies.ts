import { byteFrames } from '../../attempt/index.ts';
import { createReplyObserver, createReplyReader, isEventStream } from '../../wire/index.ts';
import type { Replies } from '../surface.ts';

/** Replies as `fetch` gives them: bytes already decoded, whatever their headers still say of an encoding. */
export const decodedReplies: Replies = {
  frames: byteFrames,
  tap({ headers }) {
    const observer = createReplyObserver({ stream: isEventStream(headers) });
    return { feed: (chunk) => observer.feed(chunk), end: async () => observer.end() };
  },
  heldReader({ headers }) {
    const stream = isEventStream(headers);
    return { reader: createReplyReader({ stream }), stream };
  },
};
