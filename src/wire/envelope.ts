/**
 * The envelope of a request: everything but its messages. It is the same from turn to turn of a conversation, so it is
 * read when it changes and compared when it does not. What it was read from is the bytes around the messages and the
 * headers that were asked for.
 */
import type { ClientFacts, OfferedTools, RequestSettings } from '../core/index.ts';
import { createByteMemo } from './byte-memo.ts';
import { type CacheTtl, ttlOf } from './cache-marks.ts';
import { readClient } from './clients.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import type { HeaderReader } from './headers.ts';
import { openBracket, type Span, sameBytes } from './json-bytes.ts';
import { listOf, objectOf } from './json-values.ts';
import { readMetadataUser } from './metadata-user.ts';
import type { Field, OpenRequest } from './open-request.ts';
import { noSystem, noTools, type PrefixFacts, readSystem, readTools, type ToolsFacts } from './prefix.ts';
import { readSession, type SessionFacts } from './session.ts';
import { readSettings } from './settings.ts';

/** What an envelope tells. */
export interface Envelope {
  readonly settings: RequestSettings;
  readonly client: ClientFacts;
  readonly session: SessionFacts;
  readonly fingerprint: Fingerprint;
  readonly tools: OfferedTools;
  readonly toolsTtls: readonly CacheTtl[];
  readonly systemTtls: readonly CacheTtl[];
  /** Of a top-level `cache_control`. */
  readonly automaticTtl: CacheTtl | undefined;
  /** Bytes of tools and system. */
  readonly prefixBytes: number;
  /** The headers it was read from, by name. */
  readonly headers: ReadonlyMap<string, string | undefined>;
}

/** A request around its messages. */
export interface Around {
  readonly body: Buffer;
  /** Where the messages lie. */
  readonly hole: Span;
}

/**
 * Whether a request has the envelope of an earlier one: the same bytes around its messages, the same headers. Behind the
 * rest, which ends the object, only white space can follow.
 */
export function hasEnvelope(
  now: Around,
  before: Around & { readonly envelope: Envelope },
  header: HeaderReader,
): boolean {
  const head = { start: 0, end: before.hole.start };
  const rest = { start: before.hole.end, end: before.body.length };
  return (
    now.hole.start === head.end &&
    sameBytes(now.body, now.hole.end, { bytes: before.body, span: rest }) &&
    sameBytes(now.body, 0, { bytes: before.body, span: head }) &&
    saySame(header, before.envelope.headers)
  );
}

function saySame(header: HeaderReader, before: ReadonlyMap<string, string | undefined>): boolean {
  for (const [name, value] of before) {
    if (header(name) !== value) return false;
  }
  return true;
}

/** Reads envelopes. Remembers the tools and systems it has seen, so that a new conversation with them costs less. */
export interface EnvelopeReader {
  read(request: OpenRequest, header: HeaderReader, credential: string): Envelope;
  /** See `WalkMemory`. */
  knownEnd(key: string, body: Buffer, at: number): number;
}

const mebibyte = 1024 * 1024;

/** A reader that mixes `salt` into every id that leaves as a hash. */
export function createEnvelopeReader(salt: string): EnvelopeReader {
  const limits = { entries: 32, maxBytes: mebibyte };
  const toolsMemo = createByteMemo<ToolsFacts>(limits);
  const systemMemo = createByteMemo<PrefixFacts>(limits);
  return {
    read(request, header, credential) {
      const { body, span, field, model } = request;
      const tools = slice(body, span('tools'));
      const system = slice(body, span('system'));
      const toolsFacts = tools === undefined ? noTools : toolsMemo.of(tools, readTools);
      const systemFacts = system === undefined ? noSystem : systemMemo.of(system, readSystem);
      const { reader, asked } = notingReader(header);
      const settings = readSettings(field, reader);
      const user = readMetadataUser(field('metadata'));
      return {
        settings,
        client: readClient(reader, user, salt),
        session: readSession(reader, user, { salt, credential }),
        fingerprint: fingerprintOf({
          model,
          speed: field('speed'),
          effort: objectOf(field('output_config'))?.effort,
          thinking: field('thinking'),
          toolChoice: field('tool_choice'),
          betas: settings.betas,
          tools: toolsFacts.hash,
          system: systemFacts.hash,
        }),
        tools: offeredWith(toolsFacts.offered, field),
        toolsTtls: toolsFacts.ttls,
        systemTtls: systemFacts.ttls,
        automaticTtl: ttlOf(field('cache_control')),
        prefixBytes: (tools?.length ?? 0) + (system?.length ?? 0),
        headers: asked,
      };
    },
    // Only a list is known to end where its last byte is; a number might go on.
    knownEnd: (key, body, at) => (key === 'tools' && body[at] === openBracket ? toolsMemo.endAt(body, at) : -1),
  };
}

/** A reader that notes what it was asked and what it answered. */
function notingReader(header: HeaderReader) {
  const asked = new Map<string, string | undefined>();
  const reader: HeaderReader = (name) => {
    const value = header(name);
    asked.set(name, value);
    return value;
  };
  return { reader, asked };
}

/** MCP servers that the API itself connects to are server tools, also where `tools` does not list their toolset. */
function offeredWith(offered: OfferedTools, field: Field): OfferedTools {
  if (listOf(field('mcp_servers')).length === 0) return offered;
  return { ...offered, serverTypes: [...offered.serverTypes, 'mcp_servers'] };
}

function slice(body: Buffer, span: Span | undefined): Buffer | undefined {
  return span === undefined ? undefined : body.subarray(span.start, span.end);
}
