import { describe, expect, test } from 'vitest';
import type { Edit } from '../../edit.ts';
import { userTurn } from '../../turn.fixture.ts';
import type { ThinkingSetting, Turn } from '../../turn.ts';
import { isBindingError, withLenientBinding } from './lenient-binding.ts';

const beta = 'thinking-binding-controls-2026-08-01';
const lenient = { prefix_mismatch_behavior: 'drop_block' };

function turnWith(thinking: ThinkingSetting | undefined, betas: readonly string[] = []): Turn {
  return { ...userTurn, settings: { ...userTurn.settings, betas, ...(thinking === undefined ? {} : { thinking }) } };
}

const adaptive: ThinkingSetting = { type: 'adaptive', blockBinding: false };
const set = (path: readonly [string] | readonly [string, string], value: string | object): Edit =>
  ({ kind: 'set', path, value, because: 'test' }) as Edit;
const valuesOf = (edits: readonly Edit[] | undefined) =>
  edits?.map((edit) =>
    edit.kind === 'set' ? [edit.path, edit.value] : 'path' in edit ? edit.path : edit.kind === 'header' && edit.value,
  );

describe('asking for bound thinking to be dropped', () => {
  test('sets the field beside the thinking that is asked for, and adds its beta to the client’s', () => {
    expect(valuesOf(withLenientBinding(turnWith(adaptive, ['other-beta']), []))).toEqual([
      [['thinking', 'block_binding'], lenient],
      `other-beta,${beta}`,
    ]);
  });

  test('names the default where the request asks for no thinking', () => {
    expect(valuesOf(withLenientBinding(turnWith(undefined), []))?.[0]).toEqual([
      ['thinking'],
      { type: 'adaptive', block_binding: lenient },
    ]);
  });

  test('comes after the edits of the fit, and adds to the betas that they leave', () => {
    const header: Edit = { kind: 'header', name: 'anthropic-beta', value: 'kept', because: 'test' };
    const edits = [set(['thinking'], { type: 'adaptive' }), header];
    expect(valuesOf(withLenientBinding(turnWith({ type: 'enabled', blockBinding: false }, ['gone']), edits))).toEqual([
      [['thinking'], { type: 'adaptive' }],
      'kept',
      [['thinking', 'block_binding'], lenient],
      `kept,${beta}`,
    ]);
  });

  test('does not name the beta twice', () => {
    expect(withLenientBinding(turnWith(adaptive, [beta]), [])?.length).toBe(1);
  });

  test.each<[string, ThinkingSetting, readonly Edit[]]>([
    ['is off', { type: 'disabled', blockBinding: false }, []],
    ['is between tools, which takes no other field', { type: 'between_tools', blockBinding: false }, []],
    ['is turned off by the fit', adaptive, [set(['thinking', 'type'], 'disabled')]],
    ['has the client’s own word on it', { type: 'adaptive', blockBinding: true }, []],
  ])('has no place where thinking %s', (_title, thinking, edits) => {
    expect(withLenientBinding(turnWith(thinking), edits)).toBeUndefined();
  });
});

test('the 400 is known by its words', () => {
  const words =
    'Invalid `signature` in `thinking` block. The block is bound to a different conversation. Remove the block';
  expect(isBindingError(JSON.stringify({ error: { message: words } }))).toBe(true);
  expect(isBindingError('{"error":{"message":"thinking.signature: Field required"}}')).toBe(false);
});
