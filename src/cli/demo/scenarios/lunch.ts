import { parseScenario } from '../../../simulator/index.ts';

/** A simple and a complex tool in one turn: mixed results go to the reasoning model. */
export const lunch = parseScenario({
  id: 'lunch',
  title: 'Simple and complex tools mixed',
  turns: [
    {
      user: 'I am hosting the design team for lunch on Tuesday. What do I have to keep in mind, and who near the office can cater for it?',
      steps: [
        {
          thinking:
            'Who is in the team is in the contacts, what they cannot eat is in what I was told to remember. Both first; the caterer depends on them.',
          calls: [
            {
              tool: 'contacts_tool',
              input: { group: 'design team' },
              result: '{"group":"design team","members":["Ayo","Birgit","Chen","Dmitri","Ella","Farid"]}',
            },
            {
              tool: 'memory_tool',
              input: { action: 'search', query: 'food allergy diet design team' },
              result: JSON.stringify({
                notes: [
                  { written: '2026-03-02', text: 'Ella is coeliac: no gluten, not even traces.' },
                  { written: '2026-05-19', text: 'Farid eats halal.' },
                  { written: '2025-12-11', text: 'Birgit: vegan in Advent, otherwise anything.' },
                ],
              }),
            },
          ],
        },
        {
          thinking:
            'Tuesday is 24 November; Advent begins on the 29th, so Birgit eats anything that day. Binding are gluten-free without traces and halal. That needs a caterer with a separate kitchen line.',
          calls: [
            {
              tool: 'web_search_tool',
              input: { query: 'caterer coeliac safe certified gluten-free halal lunch delivery Altona' },
              result: JSON.stringify({
                results: [
                  {
                    title: 'Kornfrei Catering, Altona',
                    snippet:
                      'Kitchen without any gluten, certified. Halal chicken on request. Lunch for 5 to 40, order one day ahead.',
                  },
                  { title: 'Mittagstisch Nord', snippet: 'Buffets; gluten-free dishes, may contain traces.' },
                ],
              }),
            },
          ],
        },
        {
          calls: [
            {
              tool: 'maps_tool',
              input: { action: 'route', from: 'Kornfrei Catering, Altona', to: 'office', mode: 'bicycle' },
              result: '{"distance_km":1.9,"duration_min":8}',
            },
          ],
        },
        {
          text: 'Six guests. Two things are binding: Ella is coeliac (no gluten, not even traces) and Farid eats halal. Birgit is vegan only in Advent, which begins on the 29th.\n\nKornfrei Catering in Altona fits: a kitchen without any gluten, halal chicken on request, eight minutes away by bicycle. They need the order one day ahead, so by today.',
        },
      ],
    },
  ],
});
