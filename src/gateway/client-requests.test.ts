import { describe, expect, test } from 'vitest';
import { clientRequests } from './client-requests.fixture.ts';
import { startTestGateway } from './gateway.fixture.ts';
import { startRawUpstream } from './raw-upstream.fixture.ts';

describe('requests of real clients', () => {
  test.each(clientRequests)('%s is taken for what it is', async (_kind, request, reason) => {
    const upstream = await startRawUpstream((response) => void response.end('{}'));
    const gateway = await startTestGateway({
      baseUrl: upstream.baseUrl,
      settings: { mode: 'route', presets: ['coding'] },
    });
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const reply = await fetch(gateway.url + request.path, {
      method: request.method,
      headers: request.headers ?? {},
      body,
    });
    expect(reply.status).toBe(200);
    expect(upstream.received.map(({ method, url }) => [method, url])).toEqual([[request.method, request.path]]);
    if (reason === undefined) {
      expect(upstream.received[0]?.body.toString()).toBe(body ?? '');
      expect(gateway.events).toEqual([]);
    } else {
      const [event] = await gateway.told(1);
      expect(event?.decision.ruleReason).toBe(reason);
      expect(event?.servedModel === event?.requestedModel).toBe(event?.decision.tier !== 'execution');
    }
  });
});
