import { type ClientFacts, given } from '../core/index.ts';
import { saltedHash } from './hashes.ts';
import { type HeaderReader, textHeader } from './headers.ts';
import type { MetadataUser } from './metadata-user.ts';

/**
 * Clients by their user agent, first match wins. LangChain for JavaScript and others that use Anthropic's SDK unchanged
 * are not told apart from it.
 */
const clients: readonly { readonly name: string; readonly userAgent: RegExp }[] = [
  { name: 'turnwise-agent', userAgent: /^turnwise-agent\// },
  { name: 'claude-agent-sdk', userAgent: /^claude-cli\/.*(agent-sdk\/|\bsdk-(ts|py)\b)/ },
  { name: 'claude-code', userAgent: /^claude-cli\// },
  { name: 'opencode', userAgent: /^opencode\// },
  { name: 'cline', userAgent: /^cline\//i },
  { name: 'continue', userAgent: /^continue\b/i },
  { name: 'qwen-code', userAgent: /^QwenCode\// },
  { name: 'codex', userAgent: /^codex(_|\/)/ },
  { name: 'pi', userAgent: /^pi[ /(]/ },
  { name: 'langchain', userAgent: /langchain/i },
  { name: 'ai-sdk', userAgent: /^ai\/|\bai-sdk\b/ },
  { name: 'anthropic-sdk', userAgent: /^(Async)?Anthropic\w*\// },
];

/** A client's name by its user agent; `other` for one that is not known. */
export function clientName(userAgent: string | undefined): string {
  return clients.find((client) => client.userAgent.test(userAgent ?? ''))?.name ?? 'other';
}

/** Headers whose presence tells the class of a request, before the class the client names itself. */
function requestClassOf(header: HeaderReader): string | undefined {
  if (textHeader(header, 'x-claude-code-compaction') !== undefined) return 'compaction';
  return textHeader(header, 'x-claude-code-auxiliary-type') ?? textHeader(header, 'x-claude-code-request-class');
}

/** Headers that only a request of a subagent carries. */
const subagentHeaders = ['x-claude-code-agent-id', 'x-parent-session-id'];

/** What the client says of itself. The user is hashed with the deployment's salt; the cohort is a label and stays as it is. */
export function readClient(header: HeaderReader, user: MetadataUser | undefined, salt: string): ClientFacts {
  const requestClass = requestClassOf(header);
  const userId = textHeader(header, 'x-turnwise-user') ?? user?.user;
  return {
    name: clientName(header('user-agent')),
    ...given('requestClass', requestClass),
    subagent: requestClass === 'subagent' || subagentHeaders.some((name) => textHeader(header, name) !== undefined),
    ...given('agentType', textHeader(header, 'x-claude-code-agent-type')),
    ...given('user', userId === undefined ? undefined : saltedHash(salt, userId)),
    ...given('cohort', textHeader(header, 'x-turnwise-cohort')),
    ...given('pinnedTier', textHeader(header, 'x-turnwise-tier')),
  };
}
