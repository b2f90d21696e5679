import { z } from 'zod';
import type { Mode } from '../core/index.ts';
import { answerError, answerJson, type LiveState, type Route, readBody } from '../gateway/index.ts';

const modeBody = z.strictObject({ mode: z.enum(['route', 'observe', 'off']) });
const bodyLimitBytes = 1024;

/** The gateway's control calls: what is in force, and the mode, switched between two requests. */
export function controlRoutes(control: { live(): LiveState; setMode(mode: Mode): void }): readonly Route[] {
  const status = () => {
    const { mode, policy } = control.live();
    return { status: 200, body: `${JSON.stringify({ mode, policyVersion: policy.version })}\n` };
  };
  return [
    { method: 'GET', path: '/turnwise/status', handle: (exchange) => answerJson(exchange, status()) },
    {
      method: 'PUT',
      path: '/turnwise/mode',
      async handle(exchange) {
        const collected = await readBody(exchange.request, bodyLimitBytes);
        const parsed = modeBody.safeParse(collected.kind === 'body' ? parseJson(collected.body.toString()) : undefined);
        if (!parsed.success)
          return answerError(exchange, 'turnwise_bad_control_call', 'send {"mode": "route" | "observe" | "off"}');
        control.setMode(parsed.data.mode);
        answerJson(exchange, status());
      },
    },
  ];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
