import { describe, expect, it } from 'vitest';
import { codingRequest, readRequest } from './request.fixture.ts';

const sessionOf = (headers: Record<string, string>, userId?: string) =>
  readRequest({ ...codingRequest, metadata: userId === undefined ? {} : { user_id: userId } }, headers).session;

describe('a session', () => {
  it.each([
    ['x-turnwise-conversation', { 'x-turnwise-conversation': 's', 'x-claude-code-session-id': 't' }, undefined],
    ['x-claude-code-session-id', { 'x-claude-code-session-id': 's', 'x-session-id': 't' }, undefined],
    ['metadata.user_id', { 'x-session-id': 't' }, '{"device_id":"d","account_uuid":"","session_id":"s"}'],
    ['metadata.user_id', {}, 'user_ab_account_cd_session_s'],
    ['x-session-id', { 'x-session-id': 's', 'x-session-affinity': 't' }, 'user-1'],
    ['x-session-affinity', { 'x-session-affinity': 's' }, undefined],
  ])('is named by %s', (source, headers, userId) => {
    const session = sessionOf(headers, userId);
    expect(session).toMatchObject({ source, group: sessionOf({ 'x-session-id': 's' }).group });
    expect(session.scope).toBe(session.group);
    expect(session.group).toMatch(/^[0-9a-f]{16}$/);
  });

  it('has no name where the client gives none', () => {
    expect(sessionOf({})).toEqual({ credential: sessionOf({}).credential, scope: '' });
  });

  it('is split by agent, and each agent knows who started it', () => {
    const session = { 'x-claude-code-session-id': 's' };
    const main = sessionOf(session);
    const agent = sessionOf({ ...session, 'x-claude-code-agent-id': 'a' });
    const nested = sessionOf({ ...session, 'x-claude-code-agent-id': 'b', 'x-claude-code-parent-agent-id': 'a' });
    expect(main.parentScope).toBeUndefined();
    expect(agent).toMatchObject({ group: main.group, parentScope: main.scope });
    expect(agent.scope).not.toBe(main.scope);
    expect(nested).toMatchObject({ group: main.group, parentScope: agent.scope });
  });

  it('knows the session that started it', () => {
    const child = sessionOf({ 'x-session-id': 'c', 'x-parent-session-id': 's' });
    expect(child.parentScope).toBe(sessionOf({ 'x-session-id': 's' }).scope);
  });

  it('belongs to a credential, however it is sent, and never tells it', () => {
    const key = sessionOf({ 'x-api-key': 'secret' }).credential;
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(sessionOf({ 'x-api-key': 'secret' }).credential).toBe(key);
    expect(sessionOf({ authorization: 'Bearer secret' }).credential).not.toBe(key);
    expect(sessionOf({ 'x-api-key': 'other' }).credential).not.toBe(key);
  });
});
