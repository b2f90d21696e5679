import { given } from '../core/index.ts';
import { saltedHash } from './hashes.ts';
import { type HeaderReader, textHeader } from './headers.ts';
import type { MetadataUser } from './metadata-user.ts';

/** Who a request belongs to, as far as ids tell; all of them salted hashes. Ids group transcripts, they do not identify them. */
export interface SessionFacts {
  /** The credential, whose caches nobody else reads. Rotated tokens are different credentials. */
  readonly credential: string;
  /** The client's session. */
  readonly group?: string;
  /** What named the session. */
  readonly source?: string;
  /** Session and agent joined: what one line of work is known by; '' when the client names neither. */
  readonly scope: string;
  /** The scope of the agent or session that started this one. */
  readonly parentScope?: string;
}

/** Where a session is named, first that is set wins. */
const sessionSources: readonly { readonly name: string; readonly read: SessionReader }[] = [
  fromHeader('x-turnwise-conversation'),
  fromHeader('x-claude-code-session-id'),
  { name: 'metadata.user_id', read: (_header, user) => user?.session },
  fromHeader('x-session-id'),
  fromHeader('x-session-affinity'),
];

type SessionReader = (header: HeaderReader, user: MetadataUser | undefined) => string | undefined;

function fromHeader(name: string): { readonly name: string; readonly read: SessionReader } {
  return { name, read: (header) => textHeader(header, name) };
}

/** Reads the ids of a request. */
export function readSession(
  header: HeaderReader,
  user: MetadataUser | undefined,
  { salt, credential }: { readonly salt: string; readonly credential: string },
): SessionFacts {
  const source = sessionSources.find(({ read }) => read(header, user) !== undefined);
  const hashed = (id: string | undefined) => (id === undefined ? undefined : saltedHash(salt, id));
  const group = hashed(source?.read(header, user));
  const agent = hashed(textHeader(header, 'x-claude-code-agent-id'));
  const parentAgent = hashed(textHeader(header, 'x-claude-code-parent-agent-id'));
  const parentSession = hashed(textHeader(header, 'x-parent-session-id'));
  const parentScope = agent === undefined ? parentSession : scopeOf(group, parentAgent);
  return {
    credential,
    ...given('group', group),
    ...given('source', source?.name),
    scope: scopeOf(group, agent),
    ...given('parentScope', parentScope === '' ? undefined : parentScope),
  };
}

/**
 * A request's credential, hashed: anew for each request, since the credential itself is not to be kept. Both ways to
 * authenticate count: a request with another key or token is another credential's.
 */
export function readCredential(header: HeaderReader, salt: string): string {
  return saltedHash(salt, `${header('authorization') ?? ''}\n${header('x-api-key') ?? ''}`);
}

/** What the headers alone say of session and agent: enough to tell apart conversations of theirs that begin alike. */
export function sessionHint(header: HeaderReader): string {
  for (const { read } of sessionSources) {
    const session = read(header, undefined);
    if (session !== undefined) return `${session} ${header('x-claude-code-agent-id') ?? ''}`;
  }
  return '';
}

function scopeOf(group: string | undefined, agent: string | undefined): string {
  return [group, agent].filter((id) => id !== undefined).join('/');
}
