import { composeGateway } from '../../src/cli/index.ts';
import { given, type TurnEvent } from '../../src/core/index.ts';
import { type MessagesRequest, startSimulator } from '../../src/simulator/index.ts';
import { configOf } from '../recorded/stage.ts';

/** A gateway between many clients and an upstream that fails in every way it can. */
export interface SoakStage {
  readonly url: string;
  /** Turns told, without what they hold: a minute of them would be the leak that is looked for. */
  readonly events: readonly Pick<TurnEvent, 'turnId' | 'attempts' | 'heldMs'>[];
  readonly problems: readonly string[];
  active(): number;
  upstreamSockets(): number;
  close(): Promise<void>;
}

/** Silence is short here, so that a minute sees many of them. */
export const holdMs = 300;

/** What the two models say; the execution model is wrong where the client's turn is odd. */
export const words = { reasoning: 'said at home', execution: 'said away', wrong: 'never to be seen' } as const;

/** The simulator's faults, by the time and the turn: a storm of 529s every five seconds, and some of everything else. */
function faultFor({ headers }: MessagesRequest): string | undefined {
  if (Math.floor(performance.now() / 500) % 10 === 0) return '529; retry-after=1';
  const draw = Number(headers['x-soak-draw'] ?? 0);
  const size = (draw * 7) % 1_900;
  const kinds = [
    `cut-at=${size}`,
    'hang',
    `hang-after=${size}`,
    'error-event=3',
    '500',
    `reset-at=${size}`,
    'slow-first-byte=40',
  ];
  return draw % 3 === 0 ? kinds[Math.floor(draw / 3) % kinds.length] : undefined;
}

/** Starts both. */
export async function startSoakStage(): Promise<SoakStage> {
  const simulator = await startSimulator({
    timeScale: 0.02,
    seed: 3,
    fault: faultFor,
    answerers: [
      ({ model, headers }) => {
        const isAway = model.line === 'haiku';
        const isWrong = isAway && Number(headers['x-soak-draw'] ?? 0) % 2 === 1;
        const text = { type: 'text', text: isWrong ? words.wrong : isAway ? words.execution : words.reasoning };
        const call = {
          type: 'tool_use',
          id: 'toolu_1',
          name: isWrong ? 'unknown' : 'email_tool',
          input: { text: 'x'.repeat(800) },
        };
        return { content: [text, call], stopReason: 'tool_use' };
      },
    ],
  });
  const events: SoakStage['events'][number][] = [];
  const problems: string[] = [];
  const composed = await composeGateway({
    config: configOf({
      listen: { port: 0 },
      upstream: { baseUrl: simulator.baseUrl },
      control: { share: 0 },
      record: { path: 'off' },
      escalation: { holdMs },
      hedge: { quantile: 0.95, minMs: 100 },
    }),
    credentials: { tokens: [] },
    salt: 'soak',
    environment: {},
    sinks: [
      {
        name: 'soak',
        tell: ({ turnId, attempts, heldMs }) =>
          void events.push({ turnId, attempts: attempts.map(leanOf), ...given('heldMs', heldMs) }),
      },
    ],
    onProblem: ({ code, message }) => void problems.push(`${code}: ${message}`),
  });
  const port = Number(new URL(simulator.baseUrl).port);
  return {
    url: composed.gateway.url,
    events,
    problems,
    active: () => composed.gateway.active(),
    upstreamSockets: () => socketsTo(port),
    async close() {
      composed.gateway.destroy();
      await composed.close();
      await simulator.close();
    },
  };
}

function leanOf({ purpose, tier, model, startedAtMs, durationMs, end }: TurnEvent['attempts'][number]) {
  return { purpose, tier, model, startedAtMs, durationMs, end };
}

/** Sockets of this process whose other end is this port: the gateway's to its upstream. */
function socketsTo(port: number): number {
  const handles: unknown = Reflect.get(process, '_getActiveHandles')?.call(process);
  if (!Array.isArray(handles)) return 0;
  return handles.filter(
    (handle: unknown) => typeof handle === 'object' && handle !== null && Reflect.get(handle, 'remotePort') === port,
  ).length;
}
