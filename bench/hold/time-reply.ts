import { type HoldStage, shapeHeader } from './stage.ts';

/** A turn to be timed. */
export interface TimedTurn {
  readonly kind: 'tool' | 'text';
  readonly tokens: number;
  readonly round: number;
  /** False: the client pins the tier, and what it says is not held. */
  readonly isHeld: boolean;
}

/** How long a reply took, from the request on. */
export interface TimedReply {
  readonly firstByteMs: number;
  readonly wholeMs: number;
}

/** Sends one turn of the execution tier and reads its stream to the end. Throws where another tier answered. */
export async function timeReply({ url }: HoldStage, { kind, tokens, round, isHeld }: TimedTurn): Promise<TimedReply> {
  const id = `toolu_${kind}_${tokens}_${round}_${isHeld}`;
  const tool = (name: string) => ({ name, description: name, input_schema: { type: 'object' } });
  const body = JSON.stringify({
    model: 'claude-sonnet-5-5',
    max_tokens: 4_000,
    stream: true,
    tools: [tool('weather_tool'), tool('email_tool')],
    messages: [
      { role: 'user', content: 'Where does it rain?' },
      { role: 'assistant', content: [{ type: 'tool_use', id, name: 'weather_tool', input: { id } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'Bergen' }] },
    ],
  });
  const headers = {
    'content-type': 'application/json',
    'anthropic-version': '2023-06-01',
    'x-api-key': 'bench',
    [shapeHeader]: `${kind} ${tokens}`,
    ...(isHeld ? {} : { 'x-turnwise-tier': 'execution' }),
  };
  const startedAt = performance.now();
  const reply = await fetch(`${url}/v1/messages`, { method: 'POST', body, headers });
  if (reply.headers.get('x-turnwise-tier') !== 'execution') throw new Error('another tier answered');
  let firstByteMs: number | undefined;
  for await (const _chunk of reply.body ?? []) firstByteMs ??= performance.now() - startedAt;
  const wholeMs = performance.now() - startedAt;
  return { firstByteMs: firstByteMs ?? wholeMs, wholeMs };
}
