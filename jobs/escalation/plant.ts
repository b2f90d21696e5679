import { isInShare, stableHash } from '../../src/core/index.ts';
import type { Answer } from '../../src/simulator/index.ts';
import type { RecordedTurn } from '../recorded/conversations.ts';

/** The ways in which the execution model is wrong, by the verdict that should find each. */
export const faultKinds = ['unknown_tool', 'invalid_tool_input', 'repeated_call', 'empty_reply'] as const;

/** One wrong reply: its kind, and whether it stands behind a text that is long enough to go out first. */
export interface PlantedFault {
  readonly kind: (typeof faultKinds)[number];
  readonly isBehindText: boolean;
}

interface Call {
  readonly type: 'tool_use';
  readonly name: string;
  readonly input: object;
}

/** Wrong on this share of turns, always on the same ones. */
const share = 0.1;

/** Names a turn to the simulator. */
export function turnKey({ conversation, index }: RecordedTurn): string {
  return `${conversation}/${index}`;
}

/** The fault of a turn, if it has one. A call can be repeated only where the turn before made one. */
export function faultOf(turn: RecordedTurn): PlantedFault | undefined {
  const key = turnKey(turn);
  if (!isInShare(key, 'wrong', share)) return undefined;
  const kinds = faultKinds.filter((kind) => kind !== 'repeated_call' || callBefore(turn) !== undefined);
  const kind = kinds[stableHash(`kind ${key}`) % kinds.length] ?? 'empty_reply';
  return { kind, isBehindText: kind !== 'empty_reply' && stableHash(`text ${key}`) % 4 === 0 };
}

/** The wrong reply. */
export function wrongAnswer(turn: RecordedTurn, { kind, isBehindText }: PlantedFault): Answer {
  if (kind === 'empty_reply') return { content: [], stopReason: 'end_turn' };
  const call = { type: 'tool_use', id: `toolu_wrong_${turn.index}`, ...wrongCall(turn, kind) };
  const text = { type: 'text', text: 'Let me have a look at that once more before anything else is done. '.repeat(4) };
  return { content: isBehindText ? [text, call] : [call], stopReason: 'tool_use' };
}

function wrongCall(turn: RecordedTurn, kind: Exclude<PlantedFault['kind'], 'empty_reply'>) {
  if (kind === 'unknown_tool') return { name: 'look_up_everything', input: {} };
  if (kind === 'invalid_tool_input') return { name: 'get_reservation_details', input: { reservation: 'XEHM4B' } };
  const { name, input } = callBefore(turn) ?? { name: 'think', input: {} };
  return { name, input: JSON.parse(JSON.stringify(input)) };
}

/** A call of the turn right before, where nothing but its result stands in between. */
function callBefore({ body }: RecordedTurn): Call | undefined {
  const [reply, results] = body.messages.slice(-2).map((message) => blocksOf(message));
  const isOnlyResults = results?.every(({ type }) => type === 'tool_result') === true;
  return isOnlyResults ? reply?.find((block): block is Call => block.type === 'tool_use') : undefined;
}

function blocksOf(message: unknown): readonly { readonly type: string }[] {
  if (typeof message !== 'object' || message === null || !('content' in message)) return [];
  return Array.isArray(message.content) ? message.content : [];
}
