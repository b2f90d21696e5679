import { expect, onTestFinished } from 'vitest';
import type { Edit, TurnEvent } from '../core/index.ts';
import { parseScenario, type SeenRequest, type Simulator, scriptedAnswerer } from '../simulator/index.ts';
import { startTestGateway, startTestSimulator, type TestGateway } from './gateway.fixture.ts';

/** The model that every client of the loop asks for. */
export const requestedModel = 'claude-sonnet-5-5';

/** What the user asks: it takes a simple tool, then a complex one. */
export const question = 'Mail Ada tomorrow’s weather in Bergen.';

/** What the client's two tools return. */
export const toolResults = { weather_tool: 'rain, 9 °C', email_tool: 'sent' } as const;

/** What the assistant says in the end. */
export const finalText = 'Done: Ada knows that it rains.';

const scenario = parseScenario({
  id: 'trip',
  title: 'Weather, then a mail',
  turns: [
    {
      user: question,
      steps: [
        {
          thinking: 'First the weather.',
          text: 'I look it up.',
          calls: [{ tool: 'weather_tool', input: { city: 'Bergen ☔' }, result: toolResults.weather_tool }],
        },
        {
          calls: [
            { tool: 'email_tool', input: { to: 'ada@example.com', text: 'Rain.' }, result: toolResults.email_tool },
          ],
        },
        { text: finalText },
      ],
    },
  ],
});

/** Reason and served model of each turn. */
export const expectedDecisions = [
  ['user_request', requestedModel],
  ['simple_tools', 'claude-haiku-5-5'],
  ['complex_tools', requestedModel],
];

/** What a client put on the wire, as its own fetch saw it. */
export interface SentRequest {
  readonly body: string;
  readonly headers: Headers;
}

/** A `fetch` for a client that keeps what it is given. */
export function recordingFetch(): { readonly fetch: typeof fetch; readonly sent: readonly SentRequest[] } {
  const sent: SentRequest[] = [];
  return {
    sent,
    fetch: (url, init) => {
      if (typeof init?.body === 'string') sent.push({ body: init.body, headers: new Headers(init.headers) });
      return fetch(url, init);
    },
  };
}

/** A gateway before a simulator that plays the loop, and another simulator that plays the same to a client without a gateway. */
export interface LoopStage {
  readonly direct: Simulator;
  readonly simulator: Simulator;
  readonly gateway: TestGateway;
}

/** Sets the stage for one test. Both simulators give the same ids and the same deltas for the same sequence of requests. */
export async function setUpLoop(): Promise<LoopStage> {
  const answerers = [scriptedAnswerer([scenario])];
  const direct = await startTestSimulator(answerers);
  const simulator = await startTestSimulator(answerers);
  const gateway = await startTestGateway({ baseUrl: simulator.baseUrl });
  onTestFinished(() => expect(gateway.problems).toEqual([]));
  return { direct, simulator, gateway };
}

/** Expects the turns of one loop to be decided as the rules say, all in one conversation. */
export function expectLoopDecided(turns: readonly TurnEvent[]): void {
  expect(turns.map((event) => [event.decision.reason, event.servedModel])).toEqual(expectedDecisions);
  expect(new Set(turns.map((event) => event.conversationId)).size).toBe(1);
  expect(turns.slice(1).map((event) => event.place)).toEqual(['next', 'next']);
}

/** Expects each turn to have reached upstream as the client sent it, but for the edits that its decision lists. */
export function expectOnlyListedEdits(
  turns: readonly TurnEvent[],
  sent: readonly SentRequest[],
  seen: readonly SeenRequest[],
): void {
  expect([sent.length, seen.length]).toEqual([turns.length, turns.length]);
  for (const [index, { decision }] of turns.entries()) {
    const [client, upstream] = [sent[index], seen[index]];
    if (client === undefined || upstream === undefined) throw new Error('a turn is missing');
    expectEditedBody(decision.edits, client.body, upstream.body.toString());
    const headers = new Headers(pairsOf(upstream.rawHeaders));
    const changed = new Map(
      decision.edits.flatMap((edit) => (edit.kind === 'header' ? [[edit.name, edit.value]] : [])),
    );
    for (const [name, value] of client.headers)
      if (name !== 'accept-encoding') expect([name, headers.get(name)]).toEqual([name, changed.get(name) ?? value]);
    expect(headers.get('accept-encoding')).toBe('identity');
  }
}

function expectEditedBody(edits: readonly Edit[], sent: string, seen: string): void {
  if (edits.length === 0) return expect(seen).toBe(sent);
  expect(JSON.parse(seen)).toEqual(edited(JSON.parse(sent), edits));
  for (const untouched of ['"tools":', '"messages":']) expect(seen).toContain(memberText(sent, untouched));
}

/** The object after its edits, worked out on the parsed value: another way than the gateway's own. */
function edited(body: Record<string, unknown>, edits: readonly Edit[]): unknown {
  const result: Record<string, unknown> = structuredClone(body);
  for (const edit of edits) {
    if (!('path' in edit)) continue;
    const [first, second] = edit.path;
    if (second === undefined) {
      if (edit.kind === 'set') result[first] = edit.value;
      else delete result[first];
    } else if (edit.kind === 'set') result[first] = { ...(result[first] as object), [second]: edit.value };
  }
  return result;
}

/** From a member's key to the end of its array, as the client wrote it. */
function memberText(body: string, key: string): string {
  const start = body.indexOf(key);
  let depth = 0;
  for (let at = start + key.length; at < body.length; at++) {
    if (body[at] === '[') depth += 1;
    if (body[at] === ']' && --depth === 0) return body.slice(start, at + 1);
  }
  throw new Error(`no ${key} in the body`);
}

function pairsOf(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as [string, string]] : []));
}
