import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readJsonLines, requireShared } from '../shared-data.ts';

const block = z.record(z.string(), z.json());
const message = z.object({ role: z.enum(['user', 'assistant']), content: z.union([z.string(), z.array(block)]) });
const tool = z.looseObject({ name: z.string() });
const conversation = z.object({
  id: z.string(),
  system: z.string(),
  tools: z.array(tool).optional(),
  messages: z.array(message),
});
const toolFile = z.object({ tools: z.array(tool), kinds: z.record(z.string(), z.string()) });

/** A recorded conversation with its text, as a Messages request has it. */
export type RecordedConversation = z.infer<typeof conversation> & { readonly tools: readonly z.infer<typeof tool>[] };

/** One recorded turn: the request a client would send, and the reply that was recorded. */
export interface RecordedTurn {
  readonly conversation: string;
  readonly index: number;
  readonly body: { readonly model: string; readonly max_tokens: number; readonly messages: readonly unknown[] };
  readonly reply: z.infer<typeof message>;
}

/** All recorded conversations, and the tool patterns under which their read-only tools are simple. */
export function loadConversations(): {
  readonly conversations: readonly RecordedConversation[];
  readonly simpleTools: readonly string[];
} {
  const airlineTools = toolFile.parse(
    JSON.parse(readFileSync(requireShared('data/conversations/tau-airline.tools.json'), 'utf8')),
  );
  const load = (name: string) =>
    readJsonLines(requireShared(`data/conversations/${name}.jsonl`)).map((line) => conversation.parse(line));
  const airline = load('tau-airline').map((one) => ({ ...one, tools: airlineTools.tools }));
  const coding = load('pi-session').map((one) => ({ ...one, tools: one.tools ?? [] }));
  const reads = Object.entries(airlineTools.kinds)
    .filter(([, kind]) => kind === 'READ')
    .map(([name]) => name);
  return {
    conversations: [...airline, ...coding],
    simpleTools: [...reads, 'read', 'bash(ls:*)', 'bash(cat:*)', 'bash(grep:*)', 'bash(git status:*)'],
  };
}

/** Every turn of a conversation, in order. */
export function turnsOf(recorded: RecordedConversation, model: string): readonly RecordedTurn[] {
  const { id, system, tools, messages } = recorded;
  return messages.flatMap((reply, index) =>
    reply.role === 'user'
      ? []
      : [
          {
            conversation: id,
            index,
            reply,
            body: { model, max_tokens: 8_000, system, tools, messages: messages.slice(0, index) },
          },
        ],
  );
}
