import type { FinishedAnswer, StopReason } from '../answer.ts';
import type { JsonObject } from '../json.ts';
import type { Usage } from '../usage.ts';

/** The API's message object, the body of an answer that is not streamed. */
export interface ResponseMessage {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly JsonObject[];
  readonly stop_reason: StopReason | null;
  readonly stop_sequence: null;
  readonly stop_details: null;
  readonly container: null;
  readonly usage: Usage;
  /** Present under the beta that asks for it, also when empty. */
  readonly input_transformations?: readonly JsonObject[];
}

/** Puts a message together; `id` is unique per answer. */
export function toMessage(
  id: string,
  model: string,
  answer: FinishedAnswer & { readonly usage: Usage },
): ResponseMessage {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: answer.content,
    stop_reason: answer.stopReason,
    stop_sequence: null,
    stop_details: null,
    container: null,
    usage: answer.usage,
    ...(answer.inputTransformations === undefined ? {} : { input_transformations: answer.inputTransformations }),
  };
}
