/**
 * The strict checker: a step that refuses, in the API's words, what the API is documented or reported to refuse. Each
 * rule lives in the file of its idea with its source; what differs by model is in `model-rules.ts`. The first
 * objection is answered, in the order below: shape, settings, limits, then the transcript.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { checkBreakpoints, type RequestStep } from '../check.ts';
import { type ApiError, invalidRequest } from '../errors.ts';
import { parseJson } from '../json.ts';
import { readRequest } from '../prompt/request.ts';
import { boundThinkingRules } from './bound-thinking.ts';
import { contentBlockRules } from './content-blocks.ts';
import { effortRules } from './effort.ts';
import { fieldRules } from './fields.ts';
import { limitRules, windowRule } from './limits.ts';
import { type ModelRules, modelRules } from './model-rules.ts';
import { offerRules } from './offers.ts';
import { prefillRules } from './prefill.ts';
import type { Rule } from './rule.ts';
import { samplingRules } from './sampling.ts';
import { toSubject } from './subject.ts';
import { systemMessageRules } from './system-messages.ts';
import { thinkingInLoopRules } from './thinking-in-loops.ts';
import { thinkingSettingRules } from './thinking-setting.ts';
import { toolChoiceRules } from './tool-choice.ts';
import { toolPairRules } from './tool-pairs.ts';
import { toolRules } from './tools.ts';

/** How strict the check is. */
export interface StrictOptions {
  /** Thinking behind a changed prefix is refused without being asked for, as on accounts since 2026-08-31; default true. */
  readonly prefixCheck?: boolean;
  /** Thinking that the simulator did not sign: dropped as unreadable (default), or refused. */
  readonly foreignSignatures?: 'drop' | 'refuse';
  /** Rows that stand in for the checker's own, by model id. */
  readonly modelRules?: ReadonlyMap<string, ModelRules>;
}

/** Every rule, in the order in which they are asked. */
export const strictRules: readonly Rule[] = [
  ...fieldRules,
  ...systemMessageRules,
  ...contentBlockRules,
  ...samplingRules,
  ...thinkingSettingRules,
  ...effortRules,
  ...toolRules,
  ...toolChoiceRules,
  ...offerRules,
  ...limitRules,
  ...prefillRules,
  ...toolPairRules,
  ...thinkingInLoopRules,
  ...boundThinkingRules,
  windowRule,
];

/** Makes the strict check; give it to a simulator as its `check`. Throws for a model without a row. */
export function strictCheck(options: StrictOptions = {}): RequestStep {
  const { prefixCheck = true, foreignSignatures = 'drop' } = options;
  return (request) => {
    const rules = options.modelRules?.get(request.model.id) ?? modelRules.get(request.model.id);
    if (rules === undefined) throw new Error(`the strict checker has no row for ${request.model.id}`);
    const subject = toSubject(request, { rules, prefixCheck, foreignSignatures });
    for (const { objection } of strictRules) {
      const message = objection(subject);
      if (message !== undefined) return invalidRequest(message);
    }
    return undefined;
  };
}

/**
 * What a strict simulator would refuse a Messages request with, without starting one; undefined when it would answer.
 * Header names are lower-case. A thread that goes on is not known here: only its new messages are seen.
 */
export function refusalOf(
  { body, headers }: { readonly body: string; readonly headers: IncomingHttpHeaders },
  options: StrictOptions = {},
): ApiError | undefined {
  const json = parseJson(body);
  if (json === undefined) return invalidRequest('The request body is not valid JSON.');
  const read = readRequest(json, headers, 'messages');
  if ('error' in read) return read.error;
  return checkBreakpoints(read.value) ?? strictCheck(options)(read.value);
}
