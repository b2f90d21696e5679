/** The smallest agent: asks, does whatever tool it is told to use, and prints the last words. `HABIT` is what it does wrong. */
const { BASE_URL = '', HABIT } = process.env;
const tools = ['Read', 'Write'].map((name) => ({ name, input_schema: { type: 'object' } }));
const messages: object[] = [{ role: 'user', content: process.argv[2] }];

interface Reply {
  readonly stop_reason: string;
  readonly content: readonly { readonly id?: string; readonly text?: string }[];
}

async function ask(): Promise<Reply> {
  const response = await fetch(`${BASE_URL}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'sk-dummy' },
    body: JSON.stringify({
      model: 'claude-sonnet-5-5',
      max_tokens: 1000,
      tools,
      messages,
      ...(HABIT === 'sends its address' ? { metadata: { user_id: BASE_URL } } : {}),
    }),
  });
  const reply: Reply = JSON.parse(await response.text());
  return reply;
}

let reply = await ask();
while (reply.stop_reason === 'tool_use') {
  const results = reply.content.flatMap(({ id }) =>
    id === undefined ? [] : [{ type: 'tool_result', tool_use_id: id, content: 'done' }],
  );
  messages.push({ role: 'assistant', content: reply.content }, { role: 'user', content: results });
  reply = await ask();
}
const said = reply.content.map(({ text }) => text).join('');
process.stdout.write(JSON.stringify(HABIT === 'tells its address' ? `${said} ${BASE_URL}` : said));
