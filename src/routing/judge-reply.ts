import type { SchemaChecker } from '../attempt/index.ts';
import type { CallBefore, Decision, Json, Policy, VerdictContext } from '../core/index.ts';
import { type MessageSpan, type OfferedTool, type ReadTurn, readOfferedTools } from '../wire/index.ts';

/** What a held reply is judged against: the request, its decision, the policy. */
export interface JudgedRequest {
  readonly reading: ReadTurn;
  readonly body: Buffer;
  readonly decision: Decision;
  readonly policy: Policy;
  readonly schemas: SchemaChecker;
  /** A tool's schema cannot be held against anything. */
  readonly onOddSchema: (tool: string) => void;
}

/** The context of a turn's verdict. The request's tools are read when a reply calls one, not before. */
export function verdictContextOf(request: JudgedRequest): Omit<VerdictContext, 'finalResponse'> {
  let read: readonly OfferedTool[] | undefined;
  const tools = () => {
    read ??= readOfferedTools(request.body, request.reading.layout);
    return read;
  };
  return {
    offers: (name) => offers(name, tools(), request),
    violation: ({ name, input }) => (input === undefined ? undefined : violation({ name, input }, tools(), request)),
    callsBefore: callsBefore(request),
    isPolling: request.policy.isPolling,
    own: request.policy.verdicts,
  };
}

/** Sets of tools do not list their names; a tool may also come in by a system message, or be known from the transcript. */
function offers(name: string, tools: readonly OfferedTool[], request: JudgedRequest): boolean | undefined {
  if (tools.some((tool) => tool.name === name)) return true;
  if (tools.some((tool) => tool.name === undefined) || isNamedBySystem(name, request)) return undefined;
  const { recentCalls } = request.reading.turn.tail;
  return recentCalls.some((call) => call.name === name && call.result?.isError === false) ? undefined : false;
}

function isNamedBySystem(name: string, { reading, body }: JudgedRequest): boolean {
  if (!reading.turn.transcript.systemMessages) return false;
  const wanted = JSON.stringify(name);
  return systemMessages(reading).some(({ start, end }) => body.subarray(start, end).includes(wanted));
}

function systemMessages({ layout }: ReadTurn): readonly MessageSpan[] {
  return layout.messages?.filter(({ role }) => role === 'system') ?? [];
}

function violation(
  { name, input }: { readonly name: string; readonly input: Json },
  tools: readonly OfferedTool[],
  { schemas, onOddSchema }: JudgedRequest,
): string | undefined {
  const schema = tools.find((tool) => tool.name === name)?.inputSchema;
  if (schema === undefined) return undefined;
  const finding = schemas.check(schema, input);
  if (finding.kind === 'odd_schema' && finding.isNew) onOddSchema(name);
  return finding.kind === 'invalid' ? finding.keyword : undefined;
}

/** The calls that the tail answers, where it holds nothing but their results. */
function callsBefore({ reading, decision }: JudgedRequest): readonly CallBefore[] {
  const { tail } = reading.turn;
  if (tail.userTexts.length > 0 || tail.otherUserBlocks > 0 || isSystemInTail(reading)) return [];
  return tail.calls.map(({ name, input, result }, index) => ({
    name,
    input,
    failed: result === undefined || decision.signals.toolKeys[index]?.isError === true,
  }));
}

function isSystemInTail({ layout }: ReadTurn): boolean {
  const messages = layout.messages ?? [];
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  return messages.slice(last + 1).some(({ role }) => role === 'system');
}
