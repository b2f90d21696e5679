import { describe, expect, test } from 'vitest';
import { colorsFor } from './colors.ts';
import { compareConversation, totalOf } from './compare.ts';
import { routedTurn } from './demo.fixture.ts';
import { renderTable } from './table.ts';

const plain = colorsFor(false, {});
const reasoning = routedTurn({ tier: 'reasoning', model: 'claude-sonnet-5-5', reason: 'user_request' });

function render(conversations: readonly ReturnType<typeof compareConversation>[], colors = plain) {
  return renderTable({ conversations, totals: totalOf(conversations) }, 'TIME', colors).split('\n');
}

const cheaper = compareConversation(
  { id: 'umbrella', title: '' },
  {
    routed: [reasoning, routedTurn({ account: { routedNanoUsd: 2_000_000, baselineNanoUsd: 8_000_000 } })],
    alwaysReasoning: [{ costNanoUsd: 8_000_000, seconds: 5 }],
  },
);
const dearer = compareConversation(
  { id: 'invoices', title: '' },
  { routed: [routedTurn({ costNanoUsd: 3_000_000 })], alwaysReasoning: [{ costNanoUsd: 2_000_000, seconds: 1 }] },
);

describe('the table', () => {
  test('has a line of figures and a line of reasons for each conversation, and the totals', () => {
    expect(render([cheaper, dearer])).toEqual([
      '                          COST                                        TIME',
      'task            turns        routed     always       saved              routed    always     saved',
      '-'.repeat(98),
      'umbrella        Re         $0.00200   $0.00800   +$0.00600   +75.0 %     2.0 s     5.0 s   +60.0 %',
      '  user_request 1, simple_tools 1                                     account +$0.00600 of $0.00800',
      'invoices        e          $0.00300   $0.00200   -$0.00100   -50.0 %     1.0 s     1.0 s     0.0 %',
      '  simple_tools 1                                                                   account unknown',
      '-'.repeat(98),
      'total           3          $0.00500   $0.01000   +$0.00500   +50.0 %     3.0 s     6.0 s   +50.0 %',
      '                                                                                   account unknown',
      '',
      'turns by tier   reasoning 1, execution 2',
      'turns by model  claude-sonnet-5-5 1, claude-haiku-5-5 2',
      'decided by      user_request 1, simple_tools 2',
    ]);
  });

  test('shows what is unknown as a question mark, never as zero', () => {
    const { costNanoUsd: _cost, ...unpriced } = routedTurn();
    const lines = render([
      compareConversation(
        { id: 'x', title: '' },
        { routed: [unpriced], alwaysReasoning: [{ costNanoUsd: 1, seconds: 2 }] },
      ),
    ]);
    expect(lines[3]?.split(/\s+/)).toEqual(['x', 'e', '?', '$0.00000', '?', '?', '1.0', 's', '2.0', 's', '+50.0', '%']);
  });

  test('stays within 100 columns with many turns and many reasons', () => {
    const reasons = [
      'user_request',
      'simple_tools',
      'complex_tools',
      'mixed_tools',
      'tool_error',
      'user_interjection',
      'stalled',
    ];
    const turns = [...reasons, ...reasons].map((reason) =>
      routedTurn({ reason, costNanoUsd: 400_000_000, seconds: 900 }),
    );
    const long = compareConversation(
      { id: 'deploy-watch', title: '' },
      { routed: [reasoning, ...turns], alwaysReasoning: [{ costNanoUsd: 9_000_000_000, seconds: 9_000 }] },
    );
    const lines = render([{ ...long, turns: long.turns.slice(0, 9) }, long]);
    expect(Math.max(...lines.slice(-3).map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines[6]).toMatch(/^deploy-watch {4}1R 14e /);
  });

  test('is coloured for a terminal only, and not where NO_COLOR is set', () => {
    const escapeCharacter = String.fromCharCode(27);
    expect(render([cheaper], colorsFor(true, {})).join('')).toContain(escapeCharacter);
    expect(render([cheaper], colorsFor(true, { NO_COLOR: '1' })).join('')).not.toContain(escapeCharacter);
    expect(render([cheaper], colorsFor(false, {})).join('')).not.toContain(escapeCharacter);
  });
});
