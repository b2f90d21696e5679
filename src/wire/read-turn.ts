/**
 * From the bytes of a request to the turn that a decision is made on. One walk finds where everything lies; only small
 * top-level values, the tail and the last tool calls are parsed. The body as a whole is neither decoded nor serialised.
 */
import type { Turn } from '../core/index.ts';
import { createByteMemo } from './byte-memo.ts';
import type { Breakpoint } from './cache-marks.ts';
import { type Chain, createChainHasher } from './chain.ts';
import { readClient } from './clients.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import type { HeaderReader } from './headers.ts';
import type { Span } from './json-bytes.ts';
import { objectOf } from './json-values.ts';
import { readMetadataUser } from './metadata-user.ts';
import { type OpenRequest, openRequest, type UnreadableReason } from './open-request.ts';
import { noSystem, noTools, type PrefixFacts, readSystem, readTools, type ToolsFacts } from './prefix.ts';
import { readSession, type SessionFacts } from './session.ts';
import { readSettings } from './settings.ts';
import { readTail } from './tail.ts';
import { type Prefix, readBreakpoints, readTranscript } from './transcript.ts';
import type { RequestLayout } from './walk.ts';

/** A request as it came in. The body is kept, to be compared with the next turn's: it must not be written to. */
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
  read(input: RequestInput): TurnReading;
}

/** How a reader is set up. */
export interface TurnReaderOptions {
  /** The deployment's own; mixed into every id that leaves as a hash. */
  readonly salt: string;
  /** Request bodies kept to be compared with the next turn's. Default 32 MiB. */
  readonly chainBytes?: number;
}

const mebibyte = 1024 * 1024;

/** Makes a reader. */
export function createTurnReader({ salt, chainBytes = 32 * mebibyte }: TurnReaderOptions): TurnReader {
  const chainOf = createChainHasher({ maxBytes: chainBytes });
  const readPrefix = createPrefixReader();
  return {
    read({ body, header }) {
      const request = openRequest(body);
      if (typeof request === 'string') return { kind: 'unreadable', why: request };
      const { layout, messages, model, field } = request;
      const prefix = readPrefix(request);
      const user = readMetadataUser(field('metadata'));
      const settings = readSettings(field, header);
      const session = readSession(header, user, salt);
      const breakpoints = readBreakpoints(request, prefix);
      const turn: Turn = {
        requestedModel: model,
        settings,
        transcript: readTranscript(request, prefix, breakpoints),
        tail: readTail(body, messages),
        client: readClient(header, user, salt),
      };
      const fingerprint = fingerprintOf({
        model,
        speed: field('speed'),
        effort: objectOf(field('output_config'))?.effort,
        thinking: field('thinking'),
        toolChoice: field('tool_choice'),
        betas: settings.betas,
        tools: prefix.tools.hash,
        system: prefix.system.hash,
      });
      const chain = chainOf({ root: session.credential, body, messages });
      return { kind: 'turn', turn, layout, chain, fingerprint, session, breakpoints };
    },
  };
}

/** Reads tools and system once per distinct text. */
function createPrefixReader(): (request: OpenRequest) => Prefix {
  const limits = { entries: 32, maxBytes: mebibyte };
  const toolsOf = createByteMemo<ToolsFacts>(limits);
  const systemOf = createByteMemo<PrefixFacts>(limits);
  return ({ body, span }) => {
    const tools = slice(body, span('tools'));
    const system = slice(body, span('system'));
    return {
      tools: tools === undefined ? noTools : toolsOf(tools, readTools),
      system: system === undefined ? noSystem : systemOf(system, readSystem),
    };
  };
}

function slice(body: Buffer, span: Span | undefined): Buffer | undefined {
  return span === undefined ? undefined : body.subarray(span.start, span.end);
}
