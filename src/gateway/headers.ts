import { headerOf, type RawHeaders } from '../wire/index.ts';

// Order, case and repetition of headers are the sender's: only what belongs to a connection, what this gateway owns, and
// what an edit names is dropped or changed.

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

/** Of a request, also what each connection sets for itself. */
const ofTheConnection = new Set([...hopByHop, 'host', 'content-length', 'expect']);

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
  const { set = {}, drop = [] } = changes;
  const named = connectionTokens(raw);
  const replaced = new Set<string>();
  const headers: string[] = [];
  forEachHeader(raw, (name, value) => {
    const key = name.toLowerCase();
    if (ofTheConnection.has(key) || named.includes(key) || drop.includes(key) || key.startsWith('x-turnwise-')) return;
    const replacement = set[key];
    if (replacement === undefined) headers.push(name, value);
    else if (!replaced.has(key)) {
      replaced.add(key);
      headers.push(name, replacement);
    }
  });
  for (const [name, value] of Object.entries(set)) if (!replaced.has(name)) headers.push(name, value);
  return headers;
}

/** The headers to send to the client: upstream's, less the connection's, and then ours. */
export function toClientHeaders(raw: RawHeaders, ours: RawHeaders = []): string[] {
  const named = connectionTokens(raw);
  const headers: string[] = [];
  forEachHeader(raw, (name, value) => {
    const key = name.toLowerCase();
    if (!hopByHop.has(key) && !named.includes(key)) headers.push(name, value);
  });
  headers.push(...ours);
  return headers;
}

function connectionTokens(raw: RawHeaders): readonly string[] {
  const value = headerOf(raw, 'connection');
  if (value === undefined || value === 'keep-alive' || value === 'close') return [];
  return value.split(',').map((token) => token.trim().toLowerCase());
}

function forEachHeader(raw: RawHeaders, visit: (name: string, value: string) => void): void {
  for (let index = 0; index + 1 < raw.length; index += 2) visit(raw[index] ?? '', raw[index + 1] ?? '');
}
