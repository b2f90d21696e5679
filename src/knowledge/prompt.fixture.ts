import type { Edit } from '../core/index.ts';
import type { LevelKeys, Prompt, PromptBreakpoint } from './prompt.ts';

/** What keys the caches of a test's prompt. */
export interface TestKeys {
  readonly model?: string;
  readonly tools?: string;
  readonly system?: string;
  readonly toolChoice?: string;
}

/** Level keys by hand: each holds what the levels before it hold. */
export function levelKeys({
  model = 'home',
  tools = 't',
  system = 's',
  toolChoice = 'none',
}: TestKeys = {}): LevelKeys {
  return {
    tools: `${model}/${tools}`,
    system: `${model}/${tools}/${system}`,
    messages: `${model}/${tools}/${system}/${toolChoice}`,
  };
}

/** A prompt of these messages, `'a b c'`, each hashed with all before it; each of 1,000 bytes behind a head of 1,000. */
export function testPrompt(
  messages: string,
  more: Partial<Prompt> & { readonly keys?: TestKeys; readonly blocksEach?: number } = {},
): Prompt {
  const names = messages.split(' ');
  const { keys = {}, blocksEach = 1, ...rest } = more;
  return {
    root: 'root',
    hashes: names.map((_, index) => names.slice(0, index + 1).join(' ')),
    blocks: names.map(() => blocksEach),
    ends: names.map((_, index) => (index + 2) * 1000),
    headBytes: 1000,
    breakpoints: atEnd(),
    keysAfter: (edits) => levelKeys({ ...keys, ...modelIn(edits) }),
    ...rest,
  };
}

/** One breakpoint that moves along with the messages. */
export function atEnd(ttl: '5m' | '1h' = '5m'): readonly PromptBreakpoint[] {
  return [{ at: 'automatic', ttl }];
}

/** The edit that sends a request to another model. */
export function toModel(model: string): readonly Edit[] {
  return [{ kind: 'set', path: ['model'], value: model, because: 'test' }];
}

function modelIn(edits: readonly Edit[]): TestKeys {
  const edit = edits.find((one) => one.kind === 'set' && one.path[0] === 'model');
  return edit?.kind === 'set' ? { model: String(edit.value) } : {};
}
