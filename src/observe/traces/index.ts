/**
 * Turns as spans of OpenTelemetry.
 *
 * @module turnwise/opentelemetry
 */
export { turnSpans } from './turn-spans.ts';
