import { parseScenario } from '../../../simulator/index.ts';

/** Complex tools only: every turn needs the reasoning model, and routing saves nothing. */
export const refund = parseScenario({
  id: 'refund',
  title: 'Complex tools only',
  turns: [
    {
      user: 'Customer 48213 writes that order A-7719 arrived broken. Please check it, and if our terms cover it, refund her and tell her so.',
      steps: [
        {
          thinking:
            'First the order with its delivery date and what was insured: the terms cover transport damage within 14 days of delivery. Nothing may be promised before I have seen that.',
          calls: [
            {
              tool: 'customer_database_tool',
              input: { action: 'get_order', customer_id: '48213', order_id: 'A-7719' },
              result: JSON.stringify({
                order_id: 'A-7719',
                customer: { id: '48213', name: 'Marta Nowak', email: 'marta.nowak@example.com', language: 'en' },
                items: [{ sku: 'LMP-204', name: 'Glass lamp, amber', price: 89.0, quantity: 1 }],
                delivered: '2026-11-17',
                claims: [{ opened: '2026-11-20', kind: 'transport damage', photos: 2, state: 'open' }],
              }),
            },
          ],
        },
        {
          thinking:
            'Delivered on the 17th, claimed on the 20th with photos: inside 14 days and of the covered kind. The whole item is broken, so the whole price goes back, and the claim has to be closed with it.',
          calls: [
            {
              tool: 'customer_database_tool',
              input: {
                action: 'refund',
                order_id: 'A-7719',
                amount: 89,
                reason: 'transport damage',
                close_claim: true,
              },
              result: JSON.stringify({
                refund_id: 'RF-5520',
                amount: 89.0,
                method: 'card ending 4410',
                days: 3,
                claim: 'closed',
              }),
            },
          ],
        },
        {
          thinking:
            'Refund booked. The mail should apologise once, name the amount, the card and the days, and say that the lamp need not come back.',
          calls: [
            {
              tool: 'email_tool',
              input: {
                to: 'marta.nowak@example.com',
                subject: 'Your refund for order A-7719',
                body: 'Dear Ms Nowak,\n\nI am sorry that your lamp arrived broken. We have refunded the full price of 89.00 to your card ending 4410; it takes up to three working days. You need not send the lamp back.\n\nKind regards',
              },
              result: '{"sent":true,"id":"m-88190"}',
            },
          ],
        },
        {
          text: 'Done. The claim is covered: delivered on 17 November, reported three days later with photos. I refunded 89.00 in full (RF-5520, to the card ending 4410, up to three working days), closed the claim and told Ms Nowak by email.',
        },
      ],
    },
  ],
});
