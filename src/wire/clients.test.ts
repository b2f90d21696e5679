import { describe, expect, it } from 'vitest';
import { clientName } from './clients.ts';
import { codingRequest, readRequest } from './request.fixture.ts';

const clientOf = (headers: Record<string, string>, userId?: string) =>
  readRequest({ ...codingRequest, metadata: userId === undefined ? {} : { user_id: userId } }, headers).turn.client;

describe('a client', () => {
  it.each([
    ['claude-code', 'claude-cli/2.1.330 (external, sdk-cli)'],
    ['claude-code', 'claude-cli/2.1.197 (external, cli)'],
    ['turnwise-agent', 'turnwise-agent/1'],
    ['claude-agent-sdk', 'claude-cli/2.1.330 (external, sdk-ts, agent-sdk/0.3.330)'],
    ['claude-agent-sdk', 'claude-cli/2.1.330 (external, sdk-py)'],
    ['anthropic-sdk', 'Anthropic/JS 1.12.0'],
    ['anthropic-sdk', 'AsyncAnthropic/Python 0.80.0'],
    ['ai-sdk', 'ai/7.0.173 ai-sdk-provider-utils/5.0.81 node.js/v24'],
    ['ai-sdk', 'ai-sdk-anthropic/4.0.105 ai-sdk-provider-utils/5.0.81'],
    ['langchain', 'langchain-anthropic/1.5'],
    ['opencode', 'opencode/1.18.33 ai-sdk/provider-utils/4'],
    ['pi', 'pi (linux 6.1; x64)'],
    ['cline', 'Cline/3.0.65'],
    ['continue', 'Continue/1.5.47'],
    ['qwen-code', 'QwenCode/0.15.10 (linux; x64)'],
    ['codex', 'codex_exec/0.169.0 (Debian 12; x86_64)'],
    ['other', 'curl/8.0'],
    ['other', undefined],
  ])('is %s by its user agent %s', (name, userAgent) => {
    expect(clientName(userAgent)).toBe(name);
  });

  it.each<[string | undefined, boolean, Record<string, string>]>([
    [undefined, false, {}],
    ['main', false, { 'x-claude-code-request-class': 'main' }],
    ['subagent', true, { 'x-claude-code-request-class': 'subagent' }],
    ['compaction', false, { 'x-claude-code-request-class': 'main', 'x-claude-code-compaction': 'manual' }],
    ['title', false, { 'x-claude-code-auxiliary-type': 'title' }],
    [undefined, true, { 'x-claude-code-agent-id': 'a1' }],
    [undefined, true, { 'x-parent-session-id': 's0' }],
  ])('asks as class %s, subagent %s, by %j', (requestClass, subagent, headers) => {
    const client = clientOf(headers);
    expect([client.requestClass, client.subagent]).toEqual([requestClass, subagent]);
  });

  it('passes on agent type, cohort and pinned tier', () => {
    const headers = { 'x-claude-code-agent-type': 'Explore', 'x-turnwise-cohort': 'beta', 'x-turnwise-tier': 'deep' };
    expect(clientOf(headers)).toMatchObject({ agentType: 'Explore', cohort: 'beta', pinnedTier: 'deep' });
  });

  it('takes an empty header for none', () => {
    expect(clientOf({ 'x-turnwise-tier': ' ', 'x-turnwise-user': '' })).toEqual({ name: 'other', subagent: false });
  });

  it('never tells its user’s id', () => {
    const { user } = clientOf({ 'x-turnwise-user': 'jane@example.org' });
    expect(user).toMatch(/^[0-9a-f]{16}$/);
    expect(user).toBe(clientOf({ 'x-turnwise-user': 'jane@example.org' }).user);
    expect(user).not.toBe(clientOf({ 'x-turnwise-user': 'joe@example.org' }).user);
  });

  it.each([
    ['the header before the metadata', { 'x-turnwise-user': 'u' }, 'someone', {}, undefined, true],
    [
      'the account before the device',
      {},
      '{"device_id":"u2","account_uuid":"u"}',
      { 'x-turnwise-user': 'u' },
      undefined,
      true,
    ],
    ['the device without an account', {}, '{"device_id":"u","account_uuid":"","session_id":"s"}', {}, 'u', true],
    ['the account of the older form', {}, 'user_ab_account_u_session_s', {}, 'u', true],
    ['the user of the older form without an account', {}, 'user_u_account__session_s', {}, 'u', true],
    ['another opaque id', {}, '{not json', {}, 'u', false],
  ])('is known by %s', (_what, headers, userId, otherHeaders, otherUserId, equal) => {
    const one = clientOf(headers, userId).user;
    const other = clientOf(otherHeaders, otherUserId).user ?? clientOf({ 'x-turnwise-user': 'u' }).user;
    expect(one === other).toBe(equal);
  });

  it('has no user where nobody is named', () => {
    expect(clientOf({}).user).toBeUndefined();
  });
});
