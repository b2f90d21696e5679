import { SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { expect, onTestFinished, test } from 'vitest';
import { attemptOf, turnEvent } from '../event.fixture.ts';
import { turnSpans } from './turn-spans.ts';

function registered(): InMemorySpanExporter {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  onTestFinished(() => trace.disable());
  return exporter;
}

test('without a provider nothing happens', () => {
  expect(() => turnSpans().tell(turnEvent())).not.toThrow();
});

test('a turn is a span with the time it had, its call a child with the tokens', () => {
  const exporter = registered();
  const startedAtMs = 1_790_000_000_000;
  turnSpans().tell(
    turnEvent({ startedAtMs, durationMs: 640, attempts: [attemptOf({ startedAtMs, stopReason: 'tool_use' })] }),
  );
  const [call, turn] = exporter.getFinishedSpans();
  expect(turn).toMatchObject({
    name: 'turn execution',
    startTime: [1_790_000_000, 0],
    endTime: [1_790_000_000, 640_000_000],
    attributes: {
      'turnwise.reason': 'simple_tools',
      'turnwise.cost_usd': 0.0042,
      'turnwise.saved_usd': 0.011,
      'turnwise.escalated': false,
    },
  });
  expect(call).toMatchObject({
    name: 'chat claude-haiku-5-5',
    parentSpanContext: { spanId: turn?.spanContext().spanId },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-haiku-5-5',
      'gen_ai.response.finish_reasons': ['tool_use'],
      'gen_ai.usage.input_tokens': 1_200,
      'gen_ai.usage.output_tokens': 84,
      'gen_ai.usage.cache_read.input_tokens': 1_100,
    },
  });
});

test('what is not known has no attribute', () => {
  const exporter = registered();
  const { usage: _usage, ...unknown } = attemptOf();
  const { bill: _bill, ...unbilled } = turnEvent({ attempts: [unknown] });
  turnSpans().tell(unbilled);
  const keys = exporter.getFinishedSpans().flatMap(({ attributes }) => Object.keys(attributes));
  expect(keys.filter((key) => /usd|usage|response\.model/.test(key))).toEqual([]);
});

test('of an escalated turn both calls are children; a failure is an error of its call, and of the turn where it was the last', () => {
  const exporter = registered();
  const verdict = { reason: 'upstream_error', detail: '529' };
  const first = attemptOf({ end: 'upstream_error', status: 529, errorType: 'overloaded_error', verdict });
  const second = attemptOf({ tier: 'reasoning', model: 'claude-opus-5-5', purpose: 'escalation' });
  turnSpans().tell(turnEvent({ attempts: [first, second] }));
  turnSpans().tell(turnEvent({ attempts: [first] }));
  const told = exporter.getFinishedSpans().map(({ name, status }) => [name, status.code]);
  expect(told).toEqual([
    ['chat claude-haiku-5-5', SpanStatusCode.ERROR],
    ['chat claude-opus-5-5', SpanStatusCode.UNSET],
    ['turn execution', SpanStatusCode.UNSET],
    ['chat claude-haiku-5-5', SpanStatusCode.ERROR],
    ['turn execution', SpanStatusCode.ERROR],
  ]);
});
