import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Settings } from '../core/index.ts';
import type { Credentials } from './environment.ts';

/**
 * The salt that users and sessions are hashed with. `TURNWISE_SALT` goes first; else it lives beside the record (readable
 * by its owner only) so that hashes, and with them who is in the control group, survive a restart; without a record each
 * process draws its own. A file that cannot be kept is told, and the process goes on with what it drew.
 */
export function saltOf(settings: Settings, credentials: Credentials, onProblem: (message: string) => void): string {
  if (credentials.salt !== undefined) return credentials.salt;
  const drawn = randomBytes(16).toString('hex');
  if (settings.record.path === 'off') return drawn;
  const file = `${settings.record.path}.salt`;
  try {
    writeFileSync(file, drawn, { flag: 'wx', mode: 0o600 });
    return drawn;
  } catch (error) {
    const exists = typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST';
    return exists ? readSalt(file, drawn, onProblem) : tell(error, drawn, onProblem);
  }
}

function readSalt(file: string, drawn: string, onProblem: (message: string) => void): string {
  try {
    return readFileSync(file, 'utf8').trim() || drawn;
  } catch (error) {
    return tell(error, drawn, onProblem);
  }
}

function tell(error: unknown, drawn: string, onProblem: (message: string) => void): string {
  const reason = error instanceof Error ? error.message : String(error);
  onProblem(`the salt of hashed users and sessions cannot be kept (${reason}): they change with the next restart`);
  return drawn;
}
