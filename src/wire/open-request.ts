import type { Json } from '../core/index.ts';
import type { Span } from './json-bytes.ts';
import { memberOf, parseSpan } from './json-spans.ts';
import { stringOf } from './json-values.ts';
import { type MessageSpan, type RequestLayout, type WalkMemory, walkRequest } from './walk.ts';

/** A top-level value of the request, parsed; `undefined` when it is missing. */
export type Field = (name: string) => Json | undefined;

/** A body that is a Messages request: walked, its top-level values parsed as they are asked for. */
export interface OpenRequest {
  readonly body: Buffer;
  readonly layout: RequestLayout;
  readonly messages: readonly MessageSpan[];
  /** Where the messages lie. */
  readonly hole: Span;
  readonly model: string;
  readonly field: Field;
  /** Where a top-level value lies. */
  readonly span: (name: string) => Span | undefined;
}

/** Why a body is no Messages request that can be read. */
export type UnreadableReason = 'not_a_json_object' | 'no_model' | 'no_messages' | 'bad_message';

/** Opens a body; of a key that stands twice the last counts, as in most parsers. */
export function openRequest(body: Buffer, memory?: WalkMemory): OpenRequest | UnreadableReason {
  const layout = walkRequest(body, memory);
  if (layout === undefined) return 'not_a_json_object';
  const span = (name: string) => memberOf(layout.members, name);
  const field = (name: string) => parseSpan(body, span(name));
  const model = stringOf(field('model'));
  if (model === undefined || model === '') return 'no_model';
  const { messages } = layout;
  const hole = span('messages');
  if (messages === undefined || hole === undefined) return 'no_messages';
  if (messages.some((message) => message.role === undefined)) return 'bad_message';
  return { body, layout, messages, hole, model, field, span };
}
