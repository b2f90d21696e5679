import { words } from './stage.ts';

/** What a client saw of one turn. */
export interface SoakTurn {
  /** Absent: the connection broke before a head. */
  readonly status: number | undefined;
  readonly isLeft: boolean;
  readonly isEscalated: boolean;
  /** Parts of two replies. */
  readonly isMixed: boolean;
  /** It holds something that a held attempt said wrongly. */
  readonly saidWrong: boolean;
  readonly turnId: string | undefined;
}

/** One simple turn, streamed, read to its end or left in the middle. Never rejects. */
export async function clientTurn(
  url: string,
  { name, seed }: { readonly name: string; readonly seed: number },
): Promise<SoakTurn> {
  const draw = Math.abs((seed * 2_654_435_761) % 1_000_003);
  const leaving = new AbortController();
  const timer = draw % 11 === 0 ? setTimeout(() => leaving.abort(), draw % 60) : undefined;
  const text = { value: '' };
  let status: number | undefined;
  let isEscalated = false;
  let turnId: string | undefined;
  try {
    const reply = await fetch(`${url}/v1/messages`, { ...requestOf(name, draw), signal: leaving.signal });
    status = reply.status;
    turnId = reply.headers.get('x-turnwise-turn') ?? undefined;
    isEscalated = reply.headers.get('x-turnwise-escalated') === 'true';
    for await (const chunk of reply.body ?? []) text.value += Buffer.from(chunk).toString('latin1');
  } catch {
    // Cut, reset or left: what was received until then counts.
  }
  clearTimeout(timer);
  const models = [...new Set(text.value.match(/"model":"claude-[a-z]+/g))];
  return {
    status,
    isLeft: leaving.signal.aborted,
    isEscalated,
    isMixed: models.length > 1,
    saidWrong: text.value.includes(words.wrong.slice(0, 6)),
    turnId,
  };
}

function requestOf(name: string, draw: number) {
  const id = `toolu_${name.replace('/', '_')}`;
  const tool = (tool: string) => ({ name: tool, description: tool, input_schema: { type: 'object' } });
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-api-key': 'soak',
      'x-session-id': name,
      'x-soak-draw': String(draw),
      'x-stainless-timeout': '1',
    },
    body: JSON.stringify({
      model: 'claude-sonnet-5-5',
      max_tokens: 2_000,
      stream: true,
      tools: [tool('weather_tool'), tool('email_tool')],
      messages: [
        { role: 'user', content: `Where does it rain? ${name}` },
        { role: 'assistant', content: [{ type: 'tool_use', id, name: 'weather_tool', input: { id } }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'Bergen' }] },
      ],
    }),
  };
}
