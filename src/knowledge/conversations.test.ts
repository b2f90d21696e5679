import { describe, expect, test } from 'vitest';
import { type Conversation, Conversations, type PathClaim } from './conversations.ts';

function setUp(capacity?: number) {
  let count = 0;
  const createId = () => `c${++count}`;
  const conversations = new Conversations({ createId, ...(capacity === undefined ? {} : { capacity }) });
  const begin = (hashes: string, more: Partial<PathClaim> = {}) =>
    conversations.begin({ hashes: hashes.split(' '), scope: '', answeredCallIds: [], ...more });
  const complete = (conversation: Conversation, ...replyCallIds: string[]) =>
    conversations.end(conversation, { complete: true, replyCallIds });
  const fail = (conversation: Conversation) => conversations.end(conversation, { complete: false, replyCallIds: [] });
  return { begin, complete, fail };
}

describe('where a turn belongs', () => {
  test('a transcript that grows is one conversation', () => {
    const { begin, complete } = setUp();
    const first = begin('a');
    complete(first.conversation);
    const second = begin('a b c');
    complete(second.conversation);
    const third = begin('a b c d e');
    expect([first.place, second.place, third.place]).toEqual(['first', 'next', 'next']);
    expect(third.conversation.id).toBe(first.conversation.id);
  });

  test('other first words are another conversation', () => {
    const { begin } = setUp();
    expect(begin('a').conversation.id).not.toBe(begin('b').conversation.id);
  });

  test('equal requests in flight at once are siblings, and their replies tell them apart', () => {
    const { begin, complete } = setUp();
    const one = begin('a');
    const two = begin('a');
    expect(two).toMatchObject({ place: 'sibling', conversation: { parentId: one.conversation.id } });
    complete(one.conversation, 'call_1');
    complete(two.conversation, 'call_2');
    expect(begin('a y z', { answeredCallIds: ['call_2'] }).conversation.id).toBe(two.conversation.id);
    expect(begin('a b c', { answeredCallIds: ['call_1'] }).conversation.id).toBe(one.conversation.id);
  });

  test('of equal beginnings whose replies call nothing, the newest goes on', () => {
    const { begin, complete } = setUp();
    complete(begin('a').conversation);
    const newer = begin('a').conversation;
    complete(newer);
    expect(begin('a b c')).toMatchObject({ place: 'next', conversation: { id: newer.id } });
  });

  test('an equal request after a failed one is its retry', () => {
    const { begin, fail } = setUp();
    const one = begin('a');
    fail(one.conversation);
    const two = begin('a');
    expect(two.place).toBe('retry');
    expect(two.conversation.id).toBe(one.conversation.id);
  });

  test('an equal request after a whole reply asks for another one: a fork', () => {
    const { begin, complete } = setUp();
    const one = begin('a');
    complete(one.conversation);
    expect(begin('a')).toMatchObject({ place: 'fork', conversation: { parentId: one.conversation.id } });
  });

  test('a request that goes on from an earlier turn is a fork of it, and the first path goes on', () => {
    const { begin, complete } = setUp();
    const trunk = begin('a').conversation;
    complete(trunk);
    complete(begin('a b c').conversation);
    const fork = begin('a x y');
    expect(fork).toMatchObject({ place: 'fork', conversation: { parentId: trunk.id } });
    complete(fork.conversation);
    expect(begin('a b c d e').conversation.id).toBe(trunk.id);
    expect(begin('a x y z w').conversation.id).toBe(fork.conversation.id);
  });

  test('a session id only groups: where the chain does not go on, it is a fork of what the session did before', () => {
    const { begin, complete } = setUp();
    const before = begin('a', { scope: 's1' }).conversation;
    complete(before);
    expect(begin('summary', { scope: 's1' })).toMatchObject({ place: 'fork', conversation: { parentId: before.id } });
  });

  test('the same words in two sessions are two conversations', () => {
    const { begin, complete } = setUp();
    const one = begin('a', { scope: 's1' });
    const two = begin('a', { scope: 's2' });
    expect([one.place, two.place]).toEqual(['first', 'first']);
    complete(one.conversation);
    complete(two.conversation);
    expect(begin('a b c', { scope: 's2' }).conversation.id).toBe(two.conversation.id);
  });

  test('a subagent is a first turn that knows who started it', () => {
    const { begin } = setUp();
    const main = begin('a', { scope: 's1' }).conversation;
    const agent = begin('task', { scope: 's1/agent', parentScope: 's1' });
    expect(agent).toMatchObject({ place: 'first', conversation: { parentId: main.id } });
  });

  test('a conversation that was forgotten begins again', () => {
    const { begin, complete } = setUp(2);
    const one = begin('a').conversation;
    complete(one);
    begin('x');
    begin('y');
    const again = begin('a b c');
    expect(again.place).toBe('first');
    expect(again.conversation.id).not.toBe(one.id);
  });

  test('shares are drawn by what survives a restart, not by the id', () => {
    const before = setUp().begin('a', { scope: 's1' }).conversation;
    const after = setUp().begin('a b c', { scope: 's1' }).conversation;
    expect(after.assignmentKey).toBe(before.assignmentKey);
    expect(setUp().begin('a b c').conversation.assignmentKey).toBe(setUp().begin('a').conversation.assignmentKey);
  });
});
