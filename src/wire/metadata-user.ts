import type { Json } from '../core/index.ts';
import { parseJson } from './json-spans.ts';
import { objectOf, stringOf } from './json-values.ts';

/** What `metadata.user_id` tells apart. */
export interface MetadataUser {
  /** The account where there is one, else the device or the id as a whole. */
  readonly user?: string;
  readonly session?: string;
}

/** Claude Code before its id became JSON: `user_<sha>_account_<id>_session_<uuid>`, the account often empty. */
const legacyId = /^user_(?<device>[^_]+)_account_(?<account>.*)_session_(?<session>.+)$/;

/** Reads `metadata.user_id`: Claude Code's JSON or its older form, else any client's opaque id. */
export function readMetadataUser(metadata: Json | undefined): MetadataUser | undefined {
  const id = stringOf(objectOf(metadata)?.user_id);
  if (id === undefined || id === '') return undefined;
  const legacy = legacyId.exec(id)?.groups;
  if (legacy !== undefined) return toUser(legacy.account, legacy.device, legacy.session);
  const parts = id.startsWith('{') ? objectOf(parseJson(id)) : undefined;
  if (parts === undefined) return { user: id };
  return toUser(stringOf(parts.account_uuid), stringOf(parts.device_id), stringOf(parts.session_id));
}

function toUser(account: string | undefined, device: string | undefined, session: string | undefined): MetadataUser {
  const user = account || device;
  return { ...(user ? { user } : {}), ...(session ? { session } : {}) };
}
