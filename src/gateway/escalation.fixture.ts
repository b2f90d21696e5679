import { expect, onTestFinished } from 'vitest';
import type { Answer, Answerer, FaultChooser, Simulator } from '../simulator/index.ts';
import { startTestGateway, startTestSimulator, type TestGateway } from './gateway.fixture.ts';

/** The model that clients ask for: the reasoning tier. */
export const home = 'claude-sonnet-5-5';

/** The model of the execution tier, which gets one turn wrong. */
export const away = 'claude-haiku-5-5';

/** Stands in everything the execution tier says wrongly: no client may ever see it. */
export const leak = 'must-not-leak';

/** What the user asks: a simple tool, then a complex one. */
export const question = 'Mail Ada tomorrow’s weather in Bergen.';

/** The client's two tools, one field each. */
export const toolResults = { weather_tool: 'rain, 9 °C', email_tool: 'sent' } as const;

/** The schema of both. */
export const inputSchema = {
  type: 'object' as const,
  properties: { city: { type: 'string' as const }, text: { type: 'string' as const } },
  additionalProperties: false,
};

const weather = { type: 'tool_use', id: 'toolu_weather', name: 'weather_tool', input: { city: 'Bergen' } };
const mail = { type: 'tool_use', id: 'toolu_mail', name: 'email_tool', input: { text: 'Rain, 9 °C.' } };
const calls = (...content: Answer['content']): Answer => ({ content, stopReason: 'tool_use' });
const right: readonly Answer[] = [
  calls({ type: 'text', text: 'I look it up.' }, weather),
  calls(mail),
  { content: [{ type: 'text', text: 'Done.' }], stopReason: 'end_turn' },
];

/** One way in which the execution tier gets the second turn wrong. */
export interface Wrong {
  readonly reason: string;
  readonly answer?: Answer;
  /** A fault of the simulator's, by its name. */
  readonly fault?: string;
  readonly settings?: object;
}

const called = { type: 'tool_use', id: 'toolu_wrong', name: 'email_tool', input: { text: leak } };
const opening = { type: 'text', text: leak };

/** Every verdict, each by a reply that deserves it. */
export const wrongs: readonly Wrong[] = [
  { reason: 'unknown_tool', answer: calls(opening, { ...called, name: 'mail_tool' }) },
  { reason: 'invalid_tool_input', answer: calls({ ...called, input: { body: leak } }) },
  { reason: 'repeated_call', answer: calls(opening, { ...weather, id: 'toolu_again' }) },
  { reason: 'empty_reply', answer: { content: [{ type: 'thinking', thinking: leak }], stopReason: 'end_turn' } },
  { reason: 'truncated', answer: { content: [opening, called], stopReason: 'max_tokens' } },
  { reason: 'refusal', answer: { content: [opening], stopReason: 'refusal' } },
  { reason: 'upstream_error', fault: '429' },
  { reason: 'upstream_error', fault: '529' },
  { reason: 'upstream_error', fault: '500' },
  { reason: 'upstream_error', fault: 'cut-at=200', answer: calls(opening, called) },
  { reason: 'timeout', fault: 'hang', settings: { escalation: { holdMs: 40 } } },
  {
    reason: 'final_response',
    answer: { content: [opening], stopReason: 'end_turn' },
    settings: { finalResponse: 'reasoning' },
  },
];

/** Answers as it should, but for the execution tier's second turn. */
export function answererFor({ answer }: Pick<Wrong, 'answer'>): Answerer {
  return ({ model, messages }) => {
    const turn = messages.filter(({ role }) => role === 'assistant').length;
    return turn === 1 && model.id === away && answer !== undefined ? answer : right[turn];
  };
}

/** A gateway before a simulator whose execution tier gets a turn wrong, and a simulator that plays the same to a client without a gateway. */
export interface EscalationStage {
  readonly direct: Simulator;
  readonly simulator: Simulator;
  readonly gateway: TestGateway;
}

/** Sets the stage for one test. */
export async function setUpEscalation(wrong: Wrong): Promise<EscalationStage> {
  const fault: FaultChooser = (request) => (request.model.id === away ? wrong.fault : undefined);
  const direct = await startTestSimulator([answererFor(wrong)]);
  const simulator = await startTestSimulator([answererFor(wrong)], { fault });
  const gateway = await startTestGateway({ baseUrl: simulator.baseUrl, settings: wrong.settings ?? {} });
  onTestFinished(() => expect(gateway.problems).toEqual([]));
  return { direct, simulator, gateway };
}

/** Expects the second turn to have been asked twice and answered by the reasoning tier, and the record to say why. */
export async function expectEscalated({ gateway, simulator }: EscalationStage, reason: string): Promise<void> {
  const [, turn, after] = await gateway.told(3);
  expect(turn).toMatchObject({
    decision: { tier: 'execution' },
    servedTier: 'reasoning',
    servedModel: home,
    status: 200,
  });
  expect(turn?.attempts).toMatchObject([
    { purpose: 'turn', tier: 'execution', model: away, verdict: { reason } },
    { purpose: 'escalation', tier: 'reasoning', model: home, end: 'complete', stopReason: 'tool_use' },
  ]);
  expect(turn?.heldMs).toBeGreaterThanOrEqual(0);
  expect(after?.servedModel).toBe(home);
  expect(simulator.requests.map(({ body }) => JSON.parse(body.toString()).model)).toEqual([home, away, home, home]);
  expect(JSON.stringify(gateway.events)).not.toContain(leak);
}
