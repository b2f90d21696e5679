/**
 * Headers as flat raw lists `[name, value, name, value, ...]`: order, case and repetition are the sender's. Only what
 * belongs to a connection, what this gateway owns, and what an edit names is dropped or changed.
 */
export type RawHeaders = readonly string[];

/** RFC 9110 section 7.6.1: they speak of one connection, not of the message. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Names this gateway's instance chain, so that a request that comes round again is known. The one header it adds upstream. */
export const hopHeader = 'x-turnwise-hop';

/** How the request's headers differ upstream from what the client sent. */
export interface UpstreamHeaderChanges {
  /** Replaced where the client sent them, else appended. Lower-case names. */
  readonly set?: Readonly<Record<string, string>>;
  readonly drop?: readonly string[];
}

/** The headers to send upstream. `host`, `content-length` and `expect` are the connection's to set again. */
export function toUpstreamHeaders(raw: RawHeaders, changes: UpstreamHeaderChanges = {}): string[] {
  const dropped = new Set([
    ...hopByHop,
    ...connectionTokens(raw),
    'host',
    'content-length',
    'expect',
    ...(changes.drop ?? []),
  ]);
  const pending = new Map(Object.entries(changes.set ?? {}));
  const headers: string[] = [];
  forEachHeader(raw, (name, value) => {
    const key = name.toLowerCase();
    if (dropped.has(key) || key.startsWith('x-turnwise-')) return;
    if (changes.set !== undefined && Object.hasOwn(changes.set, key)) {
      const replacement = pending.get(key);
      pending.delete(key);
      if (replacement !== undefined) headers.push(name, replacement);
      return;
    }
    headers.push(name, value);
  });
  for (const [name, value] of pending) headers.push(name, value);
  return headers;
}

/** The headers to send to the client: upstream's, less the connection's, and then ours. */
export function toClientHeaders(raw: RawHeaders, ours: RawHeaders = []): string[] {
  const dropped = new Set([...hopByHop, ...connectionTokens(raw)]);
  const headers: string[] = [];
  forEachHeader(raw, (name, value) => {
    if (!dropped.has(name.toLowerCase())) headers.push(name, value);
  });
  return [...headers, ...ours];
}

/** The first value of a header in a raw list. `lowerCaseName` is compared without case. */
export function headerOf(raw: RawHeaders, lowerCaseName: string): string | undefined {
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (raw[index]?.toLowerCase() === lowerCaseName) return raw[index + 1];
  }
  return undefined;
}

function connectionTokens(raw: RawHeaders): readonly string[] {
  return (headerOf(raw, 'connection') ?? '').split(',').map((token) => token.trim().toLowerCase());
}

function forEachHeader(raw: RawHeaders, visit: (name: string, value: string) => void): void {
  for (let index = 0; index + 1 < raw.length; index += 2) visit(raw[index] ?? '', raw[index + 1] ?? '');
}
