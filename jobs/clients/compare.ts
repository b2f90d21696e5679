/**
 * Holds a run through the gateway against the same run without it. Calls are paired conversation by conversation (what
 * the first user message says names one), so that agents at work side by side may come in any order; a routed call must
 * be the direct one with the edits that its decision lists, to the byte, but for what is volatile.
 */
import { isDeepStrictEqual } from 'node:util';
import type { TurnEvent } from '../../src/core/index.ts';
import { applyEdits, createTurnReader, headerEditsOf } from '../../src/wire/index.ts';
import type { Client } from './client.ts';
import { firstDifference, normalise, type Volatile } from './normalise.ts';
import type { Ending } from './run-client.ts';
import type { Scenario } from './scenario.ts';
import type { Call } from './tap.ts';

/** Everything that is known of one run of a scenario. */
export interface Run {
  readonly endings: readonly Ending[];
  readonly calls: readonly Call[];
  readonly events: readonly TurnEvent[];
  readonly problems: readonly string[];
  readonly durationMs: number;
}

/** What is wrong with a routed run, one line each; empty when nothing is. */
export function findings(client: Client, scenario: Scenario, runs: { direct: Run; routed: Run }): readonly string[] {
  const volatile = [...client.volatile, ...(scenario.volatile ?? [])];
  return [
    ...runs.routed.problems,
    ...endingDifferences(volatile, runs.direct.endings, runs.routed.endings),
    ...callDifferences(volatile, seenCalls(scenario, runs.direct.calls), {
      ...runs.routed,
      calls: answeredCalls(runs.routed),
    }),
    ...turnDifferences(scenario, runs.routed.events),
  ];
}

type Volatiles = readonly Volatile[];

function endingDifferences(
  volatile: Volatiles,
  direct: readonly Ending[],
  routed: readonly Ending[],
): readonly string[] {
  const comparable = ({ exitCode, result }: Ending) => normalise(JSON.stringify({ exitCode, result }), volatile);
  return direct.flatMap((ending, index) => {
    const failed = ending.exitCode === 0 ? [] : [`run ${index + 1} failed without the gateway: ${ending.complaint}`];
    const other = routed[index];
    const difference = firstDifference(comparable(ending), other === undefined ? '' : comparable(other));
    return difference === undefined ? failed : [...failed, `run ${index + 1} ends otherwise, ${difference}`];
  });
}

/** The direct calls, without those that met a fault that the gateway would have caught. */
function seenCalls({ faults = [], isCaught }: Scenario, calls: readonly Call[]): readonly Call[] {
  return isCaught === true ? calls.filter((_, index) => faults[index] === undefined) : calls;
}

/** The gateway's calls, without the attempts whose replies were discarded. */
function answeredCalls({ calls, events }: Run): readonly Call[] {
  const attempts = events.flatMap((event) => event.attempts);
  const discarded = new Set(attempts.flatMap(({ verdict, requestId }) => (verdict === undefined ? [] : [requestId])));
  return calls.filter(({ requestId }) => requestId === undefined || !discarded.has(requestId));
}

function callDifferences(volatile: Volatiles, direct: readonly Call[], routed: Run): readonly string[] {
  const expected = byConversation(direct, volatile);
  const actual = byConversation(routed.calls, volatile);
  const names = [...new Set([...expected.keys(), ...actual.keys()])];
  return names.flatMap((name) => {
    const [before, after] = [expected.get(name) ?? [], actual.get(name) ?? []];
    if (before.length !== after.length)
      return [`${before.length} calls became ${after.length} in ${JSON.stringify(name.slice(-80))}`];
    return before.flatMap((call, index) => {
      const other = after[index];
      const difference =
        other === undefined ? 'missing' : callDifference(volatile, call, { call: other, events: routed.events });
      return difference === undefined ? [] : [`call ${index + 1} of ${JSON.stringify(name.slice(-80))}: ${difference}`];
    });
  });
}

/** Calls by what the first user message says; those that are no turns by method and path. */
function byConversation(calls: readonly Call[], volatile: Volatiles): Map<string, readonly Call[]> {
  return Map.groupBy(calls, ({ method, path, body }) => {
    const request: { messages?: readonly { role: string; content: unknown }[] } = JSON.parse(body.toString() || '{}');
    const first = request.messages?.find(({ role }) => role === 'user');
    return normalise(first === undefined ? `${method} ${path}` : JSON.stringify(first.content), volatile);
  });
}

function callDifference(
  volatile: Volatiles,
  direct: Call,
  routed: { readonly call: Call; readonly events: readonly TurnEvent[] },
): string | undefined {
  const { call, events } = routed;
  if (direct.method !== call.method || direct.path !== call.path) return `went to ${call.method} ${call.path}`;
  const event = events.find(({ attempts }) => attempts.some(({ requestId }) => requestId === call.requestId));
  if (event === undefined) return 'has no turn event';
  const text = (value: Buffer | string) => normalise(value.toString(), volatile);
  const headers = firstDifference(
    text(JSON.stringify({ ...headersOf(direct), ...headerEditsOf(editsOf(event)), 'accept-encoding': 'identity' })),
    text(JSON.stringify(headersOf(call))),
  );
  return headers === undefined ? firstDifference(text(edited(direct, event)), text(call.body)) : `headers ${headers}`;
}

const reader = createTurnReader({ salt: 'job' });

/** Of an escalated turn the call that answered is the client's own: the requested model is the reasoning tier. */
function editsOf({ decision, servedTier }: TurnEvent): TurnEvent['decision']['edits'] {
  return servedTier === decision.tier ? decision.edits : [];
}

function edited({ body }: Call, event: TurnEvent): Buffer {
  const reading = reader.read({ body, header: () => undefined });
  return reading.kind === 'turn' ? applyEdits(body, reading.layout, editsOf(event)) : body;
}

/** Headers that each connection sets for itself, and the one that the gateway adds. */
const ownHeaders: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'x-turnwise-hop',
]);

function headersOf({ rawHeaders }: Call): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!ownHeaders.has(name)) headers[name] = rawHeaders[index + 1] ?? '';
  }
  return headers;
}

function turnDifferences({ turns }: Scenario, events: readonly TurnEvent[]): readonly string[] {
  const told = [...Map.groupBy(events, (event) => event.conversationId).values()].map((path) => path.map(turnLine));
  const [expected, actual] = [sorted(turns), sorted(told)];
  if (isDeepStrictEqual(expected, actual)) return [];
  return [`decided otherwise:\n${listing('expected', expected)}\n${listing('was     ', actual)}`];
}

/** A turn in a line: why, which tier answered, how it stands to the turn before, and how it ended unless well. */
export function turnLine({ decision, servedTier, place, attempts }: TurnEvent): string {
  const end = attempts.at(-1)?.end;
  return [decision.reason, servedTier, place, ...(end === 'complete' ? [] : [end])].join(' ');
}

function sorted(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return paths.toSorted((left, right) => left.join().localeCompare(right.join()));
}

function listing(label: string, paths: readonly (readonly string[])[]): string {
  return paths.map((path) => `    ${label} ${path.join(' | ')}`).join('\n');
}
