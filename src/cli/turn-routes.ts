import { z } from 'zod';
import { type Sink, type TurnEvent, turnEventSchema } from '../core/index.ts';
import { answerError, answerJson, type GatewayProblem, type Route, readBody } from '../gateway/index.ts';

const bodyLimitBytes = 8 * 1024 * 1024;
const turnsBody = z.strictObject({ turns: z.array(turnEventSchema).max(100) });

/** Who hears of turns, and of sinks that fail. */
export interface Told {
  readonly sinks: readonly Sink[];
  readonly onProblem: (problem: GatewayProblem) => void;
}

/**
 * Where other processes hand their turns over, such as an agent that routes by itself: they stand in the same record and log.
 * What the gateway knows of its own conversations is not touched. A turn that comes twice is recorded once.
 */
export function turnRoutes(told: Told): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/turnwise/turns',
      async handle(exchange) {
        const collected = await readBody(exchange.request, bodyLimitBytes);
        if (collected.kind === 'gone') return;
        if (collected.kind === 'too_large') {
          exchange.response.shouldKeepAlive = false;
          return answerError(exchange, 'turnwise_bad_control_call', 'send at most 8 MiB at once');
        }
        const parsed = turnsBody.safeParse(parseJson(collected.body.toString()));
        if (!parsed.success) {
          const [issue] = parsed.error.issues;
          const where = issue?.path.join('.') ?? '';
          return answerError(
            exchange,
            'turnwise_bad_control_call',
            `send {"turns": [...]}: ${where} ${issue?.message}`,
          );
        }
        for (const event of parsed.data.turns) for (const sink of told.sinks) tellOne(sink, event, told);
        answerJson(exchange, { status: 200, body: `${JSON.stringify({ taken: parsed.data.turns.length })}\n` });
      },
    },
  ];
}

/** A sink that throws keeps no other from hearing of it. */
function tellOne(sink: Sink, event: TurnEvent, { onProblem }: Told): void {
  try {
    sink.tell(event);
  } catch (error) {
    const message = `${sink.name}: ${error instanceof Error ? error.message : String(error)}`;
    onProblem({ code: 'sink_failed', message });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
