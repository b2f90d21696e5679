/**
 * Which thinking blocks a model can read, and what else they are bound to, model by model ([DOC] preserved thinking).
 * Readers of Haiku 5.5's blocks, and what Haiku 5.5 and the models before preserved thinking read of others, are not
 * published: assumed is nothing but their own.
 */
export interface PreservedThinking {
  /** Ids of the models whose blocks it reads beside its own. */
  readonly reads: readonly string[];
  /** Whose requests are refused when something before a block has changed. */
  readonly checksPrefix: 'no' | 'newer_accounts' | 'every_account';
  /** Its blocks are dropped when another account sends them. */
  readonly accountBound: boolean;
}

const until46 = [
  'claude-sonnet-4-6',
  'claude-opus-4-6',
  'claude-opus-4-5-20251101',
  'claude-haiku-4-5-20251001',
  'claude-sonnet-4-5-20250929',
];
const untilOpus48 = [...until46, 'claude-opus-4-7', 'claude-opus-4-8'];
const untilOpus5 = [...untilOpus48, 'claude-sonnet-5', 'claude-opus-5'];
const untilFable51 = [...untilOpus5, 'claude-fable-5', 'claude-opus-5-5'];

const bound = { checksPrefix: 'newer_accounts', accountBound: false } as const;

const rows: ReadonlyMap<string, PreservedThinking> = new Map([
  // That Fable 5.2 reads whatever Fable 5.1 reads is assumed.
  [
    'claude-fable-5-2',
    { reads: [...untilFable51, 'claude-fable-5-1'], checksPrefix: 'every_account', accountBound: false },
  ],
  ['claude-fable-5-1', { ...bound, reads: untilFable51 }],
  ['claude-opus-5-5', { ...bound, reads: [...untilOpus5, 'claude-sonnet-5-5'] }],
  ['claude-sonnet-5-5', { ...bound, reads: [...untilOpus48, 'claude-sonnet-5'], accountBound: true }],
  ['claude-haiku-5-5', { ...bound, reads: [], accountBound: true }],
]);

const unbound: PreservedThinking = { reads: [], checksPrefix: 'no', accountBound: false };

/** The row of a model id. */
export function preservedThinkingOf(model: string): PreservedThinking {
  return rows.get(model) ?? unbound;
}
