import type { Decision, Edit, Rule } from '../core/index.ts';
import { describeArithmetic } from './arithmetic-text.ts';
import { textTable } from './text-table.ts';

/** What is known of a decision beside itself. */
export interface DecisionOrigin {
  /** A gateway made it, who knew its caches; else it was made for this request alone. */
  readonly isRecorded: boolean;
}

/** A decision for people: what was seen, which rule matched, what narrowed it, how the tiers compared, what is changed. */
export function describeDecision(
  decision: Decision,
  rules: readonly Rule[],
  origin: DecisionOrigin = { isRecorded: false },
): string {
  const { signals } = decision;
  return [
    `${decision.reason} -> ${decision.tier} (${decision.model})`,
    '',
    'signals',
    ...textTable([
      ['requested model', `${signals.requestedModel}${signals.managed ? '' : ' (not managed)'}`],
      ['tool results', `${signals.toolResults}, errors ${signals.toolErrors}, ${signals.tools.replace('_', ' ')}`],
      [
        'tool keys',
        signals.toolKeys
          .map((tool) => `${tool.key}${tool.simple ? ' (simple)' : ''}${tool.isError ? ' (error)' : ''}`)
          .join(', ') || 'none',
      ],
      ['a person speaks', signals.userSpeaks ? 'yes' : 'no'],
      ['stalled', signals.stalled ? 'yes' : 'no'],
      ['side call', signals.sideCall ?? 'no'],
      ['turns so far', String(signals.turnsSoFar)],
      ['context', signals.contextTokens === undefined ? 'unknown' : `${signals.contextTokens} tokens`],
      ['subagent', signals.subagent ? (signals.agentType ?? 'yes') : 'no'],
    ]),
    '',
    'rules',
    ...(rules.length === 0
      ? [`> ${decision.ruleReason}: ${decision.wouldAllow.join(', ')}`]
      : rules.map((rule) => ruleLine(rule, decision))),
    ...decision.ruleErrors.map((error) => `  failed: ${error}`),
    '',
    'overlays',
    ...(decision.overlays.length === 0
      ? ['  none']
      : decision.overlays.map(
          ({ code, detail, removed }) =>
            `  ${code}${detail === undefined ? '' : ` (${detail})`} removes ${removed.join(', ') || 'nothing'}`,
        )),
    '',
    ...describeArithmetic(decision, origin),
    '',
    'edits',
    ...(decision.edits.length === 0
      ? ['  none: the request goes as the client sent it']
      : decision.edits.map(editLine)),
  ].join('\n');
}

function ruleLine(rule: Rule, { ruleReason, wouldAllow }: Decision): string {
  return rule.reason === ruleReason ? `> ${rule.reason}: ${wouldAllow.join(', ')}` : `  ${rule.reason}`;
}

function editLine(edit: Edit): string {
  switch (edit.kind) {
    case 'set':
      return `  ${edit.path.join('.')} = ${JSON.stringify(edit.value)}  (${edit.because})`;
    case 'remove':
      return `  ${edit.path.join('.')} removed  (${edit.because})`;
    case 'cache_ttl':
      return `  cache breakpoints live ${edit.ttl}  (${edit.because})`;
    case 'header':
      return `  ${edit.name}: ${edit.value}  (${edit.because})`;
    default: {
      const unreachable: never = edit;
      return unreachable;
    }
  }
}
