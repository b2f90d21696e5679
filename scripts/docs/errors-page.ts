import { type OwnError, ownErrors } from '../../src/gateway/index.ts';
import { apiError } from '../../src/wire/index.ts';
import { generatedFrom, markdownTable } from './table.ts';

/** `docs/errors.md`. */
export function errorsPage(): string {
  const rows = Object.entries(ownErrors).map(([code, error]: [string, OwnError]) => [
    `\`${code}\``,
    String(error.status ?? apiError(error.type, '').status),
    `\`${error.type}\``,
    error.meaning,
  ]);
  return `# Errors

${generatedFrom('`src/gateway/own-errors.ts`')}

What upstream answers reaches the client unchanged, status, headers and body. These are the gateway's own errors: the
API's shape, with the code in \`error.details.error_code\` and a message that begins with \`turnwise:\`.

${markdownTable(['code', 'status', 'type', 'meaning'], rows)}

Two more have codes that clients already know: the \`create\` of a message thread for a managed model is refused with
\`thread_unsupported_request\` (400), on which the SDK's tool runner sends the whole history instead, and an unknown
\`continue\` with \`thread_not_found\` (404), on which it replays.

A connection that breaks before upstream has answered is broken for the client too: there is nothing to say.
`;
}
