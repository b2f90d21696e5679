/**
 * Conversations of the three sizes of the benchmark. Each turn comes after a simple tool, so that the gateway decides,
 * fits and edits. As in real work a turn sends what the last one sent and two messages more, and after some turns another
 * conversation begins, at a size near the nominal one. The larger two have many tools; all have text beyond ASCII.
 */
export interface BenchBody {
  readonly name: string;
  /** A request of the longest turn, less its last two brackets: every turn's request begins with it. */
  readonly bytes: Buffer;
  /** Where each turn's last message ends, first turn to last. */
  readonly turnEnds: readonly number[];
  /** Where the eight digits lie by which conversations differ. */
  readonly numberAt: number;
}

/** What follows a turn's last message. */
const ending = Buffer.from(']}');
const digits = '00000000';

interface Shape {
  readonly tools: number;
  readonly resultBytes: number;
  /** Turns of the history when a conversation begins, and when it ends. */
  readonly fromTurn: number;
  readonly toTurn: number;
}

/** The bodies, smallest first. */
export function createBodies(): readonly BenchBody[] {
  return [
    body('2 KB', { tools: 1, resultBytes: 40, fromTurn: 1, toTurn: 6 }),
    body('60 KB', { tools: 30, resultBytes: 3_000, fromTurn: 4, toTurn: 12 }),
    body('1 MB', { tools: 30, resultBytes: 3_000, fromTurn: 260, toTurn: 280 }),
  ];
}

/** A conversation under way. */
export interface Conversation {
  readonly number: number;
  /** From 0. */
  readonly turn: number;
}

/** The request of a conversation's turn, behind a head that is made for its length. */
export function requestOf(
  { bytes, turnEnds, numberAt }: BenchBody,
  { number, turn }: Conversation,
  headFor: (length: number) => string,
): Buffer {
  const end = turnEnds[turn] ?? bytes.length;
  const head = Buffer.from(headFor(end + ending.length), 'latin1');
  const request = Buffer.concat([head, bytes.subarray(0, end), ending]);
  request.write(String(number).padStart(digits.length, '0'), head.length + numberAt, 'latin1');
  return request;
}

function body(name: string, shape: Shape): BenchBody {
  const envelope = JSON.stringify({
    model: 'claude-sonnet-5-5',
    max_tokens: 32_000,
    stream: false,
    system: [{ type: 'text', text: 'You are a careful assistant.', cache_control: { type: 'ephemeral' } }],
    tools: Array.from({ length: shape.tools }, (_, index) => tool(index)),
    messages: [{ role: 'user', content: `Wie wird das Wetter in Tromsø? ☀️ ${digits}` }],
  });
  const begin = Buffer.from(envelope.slice(0, -ending.length));
  const turnEnds: number[] = [];
  const pieces = [begin];
  let length = begin.length;
  for (let turn = 1; turn <= shape.toTurn; turn++) {
    const piece = Buffer.from(turnText(turn, shape.resultBytes));
    pieces.push(piece);
    length += piece.length;
    if (turn >= shape.fromTurn) turnEnds.push(length);
  }
  const bytes = Buffer.concat(pieces);
  return { name, bytes, turnEnds, numberAt: bytes.indexOf(digits) };
}

function turnText(turn: number, resultBytes: number): string {
  const id = `call_${turn}`;
  const result = { type: 'tool_result', tool_use_id: id, content: prose(resultBytes) };
  return `,${JSON.stringify(call(id))},${JSON.stringify({ role: 'user', content: [result] })}`;
}

function tool(index: number): object {
  const name = index === 0 ? 'weather_tool' : `tool_${index}`;
  const properties = Object.fromEntries(
    ['place', 'day', 'unit', 'detail'].map((key) => [key, { type: 'string', description: prose(120) }]),
  );
  return { name, description: prose(160), input_schema: { type: 'object', properties, required: ['place'] } };
}

function call(id: string): object {
  return {
    role: 'assistant',
    content: [
      { type: 'text', text: 'I look it up.' },
      { type: 'tool_use', id, name: 'weather_tool', input: { place: 'Tromsø', call: id } },
    ],
  };
}

function prose(length: number): string {
  const sentence =
    'The wind turns south-west, 9 °C, “light rain” from 14:00;\n\tcode {"a": [1, 2]} — naïve forecasts drift. ';
  return sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
}
