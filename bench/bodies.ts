/**
 * Bodies of the three sizes of the benchmark: a turn after a simple tool, so that the gateway decides, fits and edits.
 * The larger two have tools, a history and some text beyond ASCII. Each request is a new turn: its last result carries a
 * number, so no two transcripts are equal, while what came before is the same, as in a conversation that goes on.
 */
export interface BenchBody {
  readonly name: string;
  readonly bytes: Buffer;
  /** Where the eight digits lie that differ from request to request. */
  readonly counterAt: number;
}

const counter = '00000000';

/** The bodies, smallest first. */
export function createBodies(): readonly BenchBody[] {
  return [
    body('2 KB', { tools: 2, historyBytes: 500 }),
    body('60 KB', { tools: 30, historyBytes: 36_000 }),
    body('1 MB', { tools: 30, historyBytes: 1_000_000 }),
  ];
}

/** The body with this number in it. Writes into the shared bytes: send or copy them before the next call. */
export function numbered({ bytes, counterAt }: BenchBody, number: number): Buffer {
  bytes.write(String(number % 100_000_000).padStart(8, '0'), counterAt, 'latin1');
  return bytes;
}

function body(name: string, shape: { readonly tools: number; readonly historyBytes: number }): BenchBody {
  const text = JSON.stringify({
    model: 'claude-sonnet-5-5',
    max_tokens: 32_000,
    stream: false,
    system: [{ type: 'text', text: 'You are a careful assistant.', cache_control: { type: 'ephemeral' } }],
    tools: Array.from({ length: shape.tools }, (_, index) => tool(index)),
    messages: [
      { role: 'user', content: 'Wie wird das Wetter in Tromsø? ☀️' },
      ...history(shape.historyBytes),
      call('last'),
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'last', content: `result ${counter}` }] },
    ],
  });
  const bytes = Buffer.from(text);
  return { name, bytes, counterAt: bytes.lastIndexOf(counter) };
}

function tool(index: number): object {
  const name = index === 0 ? 'weather_tool' : `tool_${index}`;
  const properties = Object.fromEntries(
    ['place', 'day', 'unit', 'detail'].map((key) => [key, { type: 'string', description: prose(120) }]),
  );
  return { name, description: prose(160), input_schema: { type: 'object', properties, required: ['place'] } };
}

function history(bytes: number): readonly object[] {
  const resultBytes = Math.min(3_000, bytes);
  return Array.from({ length: Math.max(1, Math.floor(bytes / (resultBytes + 300))) }, (_, index) => [
    call(`call_${index}`),
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: `call_${index}`, content: prose(resultBytes) }] },
  ]).flat();
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
