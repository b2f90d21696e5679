import { byteFrames } from '../attempt/index.ts';
import { createReplyReader, headerOf, isEventStream } from '../wire/index.ts';
import { createReplyTap } from './reply-tap.ts';
import type { Replies } from './surface.ts';

/** Replies of the Messages API, as bytes. */
export const byteReplies: Replies = {
  frames: byteFrames,
  tap: ({ headers }) => createReplyTap(headers),
  heldReader({ headers }) {
    const encoding = headerOf(headers, 'content-encoding')?.toLowerCase() ?? 'identity';
    if (encoding !== 'identity') return undefined;
    const stream = isEventStream(headers);
    return { reader: createReplyReader({ stream }), stream };
  },
};
