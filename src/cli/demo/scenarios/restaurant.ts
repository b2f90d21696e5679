import { parseScenario } from '../../../simulator/index.ts';

/** The user types while a tool runs: their words arrive beside its result. */
export const restaurant = parseScenario({
  id: 'restaurant',
  title: 'The user interjects',
  turns: [
    {
      user: 'Find us a table for six near the Alster tonight at eight, something lively.',
      steps: [
        {
          thinking:
            'Lively, six people, tonight: a search with the area and the size of the party, then the free tables.',
          calls: [
            {
              tool: 'web_search_tool',
              input: { query: 'lively restaurant Alster Hamburg group of six tonight' },
              result: JSON.stringify({
                results: [
                  {
                    title: 'Fischhalle an der Alster',
                    snippet: 'Long tables, oysters and grilled fish, loud on weekdays too.',
                  },
                  { title: 'Osteria Nonna', snippet: 'Italian, open kitchen, big tables, live music on Mondays.' },
                ],
              }),
            },
          ],
        },
      ],
    },
    {
      user: 'Sorry, we are eight now. And no fish place please, Jonas is allergic.',
      steps: [
        {
          thinking:
            'That rules out the first hit, and six becomes eight. Osteria Nonna has big tables and music today; whether it can take eight is the question now.',
          calls: [
            {
              tool: 'request_tool',
              input: { method: 'GET', url: 'https://tables.example/osteria-nonna?date=2026-11-23&time=20:00&party=8' },
              result: JSON.stringify({
                free: [
                  { at: '19:30', table: 'large, window' },
                  { at: '20:15', table: 'large, kitchen' },
                ],
              }),
            },
          ],
        },
        {
          calls: [
            {
              tool: 'request_tool',
              input: {
                method: 'POST',
                url: 'https://tables.example/osteria-nonna/holds',
                body: { date: '2026-11-23', time: '20:15', party: 8, note: 'fish allergy at the table' },
              },
              result: '{"hold":"H-2291","expires":"18:00"}',
            },
          ],
        },
        {
          text: 'Osteria Nonna holds a large table for eight at 20:15 (eight sharp was gone), with live music tonight and the fish allergy noted. Confirm hold H-2291 before 18:00, or it lapses.',
        },
      ],
    },
  ],
});
