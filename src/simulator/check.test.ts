import { describe, expect, it } from 'vitest';
import { longText, post, started } from './test-client.fixture.ts';

const block = (ttl?: string) => ({
  type: 'text',
  text: longText('block', 50),
  ...(ttl === undefined ? {} : { cache_control: { type: 'ephemeral', ttl } }),
});

describe('cache breakpoints', () => {
  it.each([
    ['four explicit ones', ['5m', '5m', '5m', '5m'], undefined, 200],
    ['five explicit ones', ['5m', '5m', '5m', '5m', '5m'], undefined, 400],
    ['three and the automatic one', ['5m', '5m', '5m', undefined], '5m', 200],
    ['four and the automatic one', ['5m', '5m', '5m', '5m', undefined], '5m', 400],
    ['four of which the last is the automatic one', ['5m', '5m', '5m', '5m'], '5m', 200],
    ['one hour before five minutes', ['1h', '5m'], undefined, 200],
    ['five minutes before one hour', ['5m', '1h'], undefined, 400],
  ])('%s', async (_what, ttls, automatic, status) => {
    const simulator = await started();
    const response = await post(simulator, {
      model: 'claude-sonnet-5-5',
      max_tokens: 10,
      system: ttls.slice(0, 1).map(block),
      messages: [{ role: 'user', content: ttls.slice(1).map(block) }],
      ...(automatic === undefined ? {} : { cache_control: { type: 'ephemeral' } }),
    });
    expect(response.status).toBe(status);
    if (status === 400) expect(await response.text()).toContain('cache_control');
  });
});
