/**
 * From the bytes of a request to the turn that a decision is made on. One walk finds where everything lies; only small
 * top-level values, the tail and the last tool calls are parsed. The body as a whole is neither decoded nor serialised.
 */
import type { Turn } from '../core/index.ts';
import { type Breakpoint, messageBreakpoints } from './cache-marks.ts';
import { type Chain, type HashedBody, hashChain } from './chain.ts';
import { type Around, createEnvelopeReader, type Envelope, hasEnvelope } from './envelope.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { HeaderReader } from './headers.ts';
import { type OpenRequest, openRequest, type UnreadableReason } from './open-request.ts';
import { createRecall } from './recall.ts';
import { readCredential, type SessionFacts, sessionHint } from './session.ts';
import { type CallsByMessage, readTail } from './tail.ts';
import { allBreakpoints, readTranscript } from './transcript.ts';
import type { RequestLayout } from './walk.ts';

/** A request as it came in. */
export interface RequestInput {
  readonly body: Buffer;
  readonly header: HeaderReader;
}

/** A request that is a turn, with everything that the request itself tells of it. */
export interface ReadTurn {
  readonly kind: 'turn';
  readonly turn: Turn;
  readonly layout: RequestLayout;
  readonly chain: Chain;
  readonly fingerprint: Fingerprint;
  readonly session: SessionFacts;
  /** In the order of the prompt: tools, system, messages, then the automatic one. */
  readonly breakpoints: readonly Breakpoint[];
}

/** What came of reading a request. An unreadable one is forwarded untouched: upstream's error is the right one. */
export type TurnReading = ReadTurn | { readonly kind: 'unreadable'; readonly why: UnreadableReason };

/** Reads requests. Remembers the tools, systems and transcripts it has seen, within bounds. Does not throw. */
export interface TurnReader {
  /** The turn of a request, or why there is none. */
  read(input: RequestInput): TurnReading;
}

/** How a reader is set up. */
export interface TurnReaderOptions {
  /** The deployment's own; mixed into every id that leaves as a hash. */
  readonly salt: string;
  /** Bound of what is kept of requests to be compared with the next turn's: two thirds of it bodies. Default 24 MiB. */
  readonly chainBytes?: number;
}

const mebibyte = 1024 * 1024;

/** What is kept of a turn for the next one of its conversation. */
interface KeptTurn extends HashedBody, Around {
  readonly envelope: Envelope;
  readonly ofMessages: readonly Breakpoint[];
  readonly calls: CallsByMessage;
}

/** Makes a reader. */
export function createTurnReader({ salt, chainBytes = 24 * mebibyte }: TurnReaderOptions): TurnReader {
  const recall = createRecall<KeptTurn>({ maxBytes: chainBytes });
  const envelopes = createEnvelopeReader(salt);
  return {
    read({ body, header }) {
      const credential = readCredential(header, salt);
      const recollection = recall.begin(`${credential} ${sessionHint(header)}`);
      const request = openRequest(body, { knownEnd: envelopes.knownEnd, knownMessages: recollection.knownMessages });
      if (typeof request === 'string') return { kind: 'unreadable', why: request };
      const { layout, messages, hole, model } = request;
      const last = recollection.last();
      const isSame = last !== undefined && hasEnvelope(request, last, header);
      const envelope = isSame ? last.envelope : envelopes.read(request, header, credential);
      const shared = recollection.shared(messages);
      const chain = hashChain(credential, request, last && { last, shared });
      const ofMessages = readMessageBreakpoints(request, last?.ofMessages ?? [], shared);
      const breakpoints = allBreakpoints(envelope, ofMessages);
      const { tail, calls } = readTail(body, messages, last?.calls);
      recollection.keep({ body, messages, hole, chain, envelope, ofMessages, calls });
      const { settings, client, session, fingerprint } = envelope;
      const transcript = readTranscript(request, envelope, breakpoints);
      const turn: Turn = { requestedModel: model, settings, transcript, tail, client };
      return { kind: 'turn', turn, layout, chain, fingerprint, session, breakpoints };
    },
  };
}

/** Those of the shared messages are known; the others are looked for. */
function readMessageBreakpoints(
  { body, messages }: OpenRequest,
  known: readonly Breakpoint[],
  shared: number,
): readonly Breakpoint[] {
  const kept = known.filter(({ at }) => typeof at === 'object' && at.message < shared);
  return [...kept, ...messageBreakpoints(body, messages, shared)];
}
