import { parseScenario } from '../../../simulator/index.ts';

/** Simple tools one after the other, each built on the result before. */
export const dinner = parseScenario({
  id: 'dinner',
  title: 'Simple tools in a row',
  turns: [
    {
      user: 'Tom Baker and I want to eat near his office on Thursday at seven. Find a place with a proper vegetarian menu and remind me an hour before.',
      steps: [
        {
          thinking:
            'The office address is in the contacts. With it a map search for restaurants, then a look at the menu, then the reminder at six on Thursday the 26th.',
          calls: [
            {
              tool: 'contacts_tool',
              input: { name: 'Tom Baker' },
              result: JSON.stringify({
                name: 'Tom Baker',
                company: 'Northlight Optics',
                office: '14 Tanner Street, London SE1 3LE',
                phone: '+44 20 7946 0143',
              }),
            },
          ],
        },
        {
          calls: [
            {
              tool: 'maps_tool',
              input: { action: 'search', query: 'restaurant', near: '14 Tanner Street, London SE1 3LE', radius_m: 600 },
              result: JSON.stringify({
                places: [
                  { name: 'Casse-Croute', kind: 'French bistro', walk_min: 6, rating: 4.5 },
                  { name: 'Green Quarter', kind: 'seasonal, vegetarian', walk_min: 4, rating: 4.6 },
                  { name: 'Pique-Nique', kind: 'French, grill', walk_min: 7, rating: 4.3 },
                ],
              }),
            },
          ],
        },
        {
          calls: [
            {
              tool: 'web_search_tool',
              input: { query: 'Green Quarter Bermondsey menu opening hours Thursday' },
              result: JSON.stringify({
                results: [
                  {
                    title: 'Green Quarter, Bermondsey: menu',
                    snippet:
                      'Five courses, all vegetarian, vegan on request. Thursday 17:30 to 23:00. Walk-ins at the bar.',
                  },
                ],
              }),
            },
          ],
        },
        {
          calls: [
            {
              tool: 'reminder_tool',
              input: { action: 'create', at: '2026-11-26T18:00', text: 'Dinner with Tom at seven, Green Quarter' },
              result: '{"id":"r-301","at":"2026-11-26T18:00","created":true}',
            },
          ],
        },
        {
          text: 'Green Quarter is the one: all vegetarian, four minutes on foot from Tom’s office, open on Thursday until 23:00. I have set your reminder for Thursday at six. I have not booked a table; they keep seats at the bar for walk-ins.',
        },
      ],
    },
  ],
});
