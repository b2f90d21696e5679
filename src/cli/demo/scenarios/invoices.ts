import { parseScenario } from '../../../simulator/index.ts';

const customers = ['Albrecht & Sons', 'Bluewater Ltd', 'Cormorant AB', 'Delta Print', 'Estrela Lda', 'Fenwick Bros'];
const rowCount = 60;

interface Invoice {
  readonly number: string;
  readonly customer: string;
  readonly issued: string;
  readonly amount: string;
}

/** The open invoices, oldest first, one every other day. */
const openInvoices: readonly Invoice[] = Array.from({ length: rowCount }, (_row, index) => ({
  number: `INV-${20_400 + index}`,
  customer: customers[(index * 5 + 2) % customers.length] ?? '',
  issued: new Date(Date.UTC(2026, 6, 1 + index * 2)).toISOString().slice(0, 10),
  amount: (120 + ((index * 7919) % 9000) / 4).toFixed(2),
}));

const pastedList = openInvoices
  .map(({ number, customer, issued, amount }) => `${number}; ${customer}; issued ${issued}; ${amount} EUR; open`)
  .join('\n');

const reminders = openInvoices.slice(0, 9).map(({ number, customer, issued }, index) => ({
  tool: 'reminder_tool',
  input: {
    action: 'create',
    at: `2026-11-24T${String(9 + Math.floor(index / 2)).padStart(2, '0')}:${index % 2 === 0 ? '00' : '30'}`,
    text: `Call ${customer}: ${number}, open since ${issued}`,
  },
  result: `{"id":"r-${733 + index}","created":true}`,
}));

/**
 * Costs more routed than not. Nine calls at once put so many blocks between the reasoning model's last request and its
 * next one that its cached prompt is out of the API's reach (20 blocks back) and has to be written again.
 */
export const invoices = parseScenario({
  id: 'invoices',
  title: 'A return that misses the cache',
  turns: [
    {
      user: `Here are our open invoices. Put the nine oldest into my reminders for tomorrow, a call every half hour from nine on.\n\n${pastedList}`,
      steps: [
        {
          thinking:
            'The list is in order of date, so the first nine lines are the nine oldest: INV-20400 to INV-20408. Half-hour steps from nine on end at one o’clock. The calls do not depend on each other.',
          calls: reminders,
        },
        { text: 'All nine are in, from 9:00 (Cormorant AB) to 13:00 (Albrecht & Sons).' },
      ],
    },
    {
      user: 'Which single invoice is the largest of all?',
      steps: [{ text: 'INV-20425, Bluewater Ltd, issued on 20 August: 2,363.75 EUR.' }],
    },
  ],
});
