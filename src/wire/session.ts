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
export function readSession(header: HeaderReader, user: MetadataUser | undefined, salt: string): SessionFacts {
  const source = sessionSources.find(({ read }) => read(header, user) !== undefined);
  const hashed = (id: string | undefined) => (id === undefined ? undefined : saltedHash(salt, id));
  const group = hashed(source?.read(header, user));
  const agent = hashed(textHeader(header, 'x-claude-code-agent-id'));
  const parentAgent = hashed(textHeader(header, 'x-claude-code-parent-agent-id'));
  const parentSession = hashed(textHeader(header, 'x-parent-session-id'));
  const parentScope = agent === undefined ? parentSession : scopeOf(group, parentAgent);
  return {
    credential: saltedHash(salt, credentialOf(header)),
    ...given('group', group),
    ...given('source', source?.name),
    scope: scopeOf(group, agent),
    ...given('parentScope', parentScope === '' ? undefined : parentScope),
  };
}

function scopeOf(group: string | undefined, agent: string | undefined): string {
  return [group, agent].filter((id) => id !== undefined).join('/');
}

/** Both ways to authenticate count: a request with another key or token is another credential's. */
function credentialOf(header: HeaderReader): string {
  return `${header('authorization') ?? ''}\n${header('x-api-key') ?? ''}`;
}
