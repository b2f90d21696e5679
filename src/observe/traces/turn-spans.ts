import { type Attributes, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type Attempt, nanoToUsd, type Sink, type TurnEvent } from '../../core/index.ts';

/** The name under which spans are made. */
const tracerName = 'turnwise';

/**
 * A sink that makes spans of turns, through the OpenTelemetry API: nothing happens until a provider is registered there. A turn
 * is a span with `turnwise.*` attributes, each of its upstream calls a child with those of the GenAI conventions, so that
 * tokens summed over spans are right when a turn had two. Spans are made when the turn is over, with the times it had, below the
 * span that is active then. What is not known has no attribute. No content, no credential.
 */
export function turnSpans(): Sink {
  return {
    name: 'opentelemetry',
    tell(event) {
      const tracer = trace.getTracer(tracerName);
      const turn = tracer.startSpan(`turn ${event.servedTier}`, {
        kind: SpanKind.INTERNAL,
        startTime: event.startedAtMs,
        attributes: turnAttributes(event),
      });
      const inside = trace.setSpan(context.active(), turn);
      for (const attempt of event.attempts) {
        const { startedAtMs, durationMs, model } = attempt;
        const attributes = attemptAttributes(attempt, event);
        const options = { kind: SpanKind.CLIENT, startTime: startedAtMs, attributes };
        const span = tracer.startSpan(`chat ${model}`, options, inside);
        setOutcome(span, attempt);
        span.end(startedAtMs + durationMs);
      }
      const answer = event.attempts.at(-1);
      if (answer !== undefined) setOutcome(turn, answer);
      turn.end(event.startedAtMs + event.durationMs);
    },
  };
}

/** Ends that are nobody's fault. */
const unblamed: readonly Attempt['end'][] = ['complete', 'client_gone', 'given_up'];

function setOutcome(span: Span, { end, errorType }: Attempt): void {
  if (unblamed.includes(end)) return;
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorType ?? end });
  span.setAttribute('error.type', errorType ?? end);
}

function turnAttributes({ decision, bill, ...event }: TurnEvent): Attributes {
  const usd = (nano: number | undefined) => (nano === undefined ? undefined : nanoToUsd(nano));
  return told({
    'gen_ai.conversation.id': event.conversationId,
    'turnwise.turn.id': event.turnId,
    'turnwise.mode': event.mode,
    'turnwise.client': event.client,
    'turnwise.requested_model': event.requestedModel,
    'turnwise.tier': event.servedTier,
    'turnwise.model': event.servedModel,
    'turnwise.reason': decision.reason,
    'turnwise.rule_reason': decision.ruleReason,
    'turnwise.policy_version': decision.policyVersion,
    'turnwise.variant': decision.variant,
    'turnwise.escalated': event.attempts.some(({ verdict }) => verdict !== undefined),
    'turnwise.added_ms': event.addedMs,
    'turnwise.held_ms': event.heldMs,
    'turnwise.cost_usd': usd(bill?.costNanoUsd),
    'turnwise.baseline_usd': usd(bill?.baselineNanoUsd),
    'turnwise.saved_usd': usd(bill?.savedNanoUsd),
  });
}

/** [OTel] GenAI semantic conventions. Input tokens are all of the prompt's, cached ones too. */
function attemptAttributes(attempt: Attempt, { conversationId }: TurnEvent): Attributes {
  const { usage, stopReason } = attempt;
  return told({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.conversation.id': conversationId,
    'gen_ai.request.model': attempt.model,
    'gen_ai.response.model': attempt.repliedModel ?? (usage === undefined ? undefined : attempt.model),
    'gen_ai.response.finish_reasons': stopReason === undefined ? undefined : [stopReason],
    'gen_ai.usage.input_tokens': usage && usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
    'gen_ai.usage.output_tokens': usage?.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': usage?.cacheReadTokens,
    'gen_ai.usage.cache_creation.input_tokens': usage?.cacheWriteTokens,
    'http.response.status_code': attempt.status,
    'turnwise.tier': attempt.tier,
    'turnwise.purpose': attempt.purpose,
    'turnwise.verdict': attempt.verdict?.reason,
    'turnwise.first_byte_ms': attempt.firstByteMs,
    'turnwise.cost_usd': attempt.costNanoUsd === undefined ? undefined : nanoToUsd(attempt.costNanoUsd),
  });
}

/** Without what is not known. */
function told(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
