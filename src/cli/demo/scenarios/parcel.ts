import { parseScenario } from '../../../simulator/index.ts';

/** A tool fails; the reasoning model finds another way, and the loop goes on. */
export const parcel = parseScenario({
  id: 'parcel',
  title: 'A tool error that recovers',
  turns: [
    {
      user: 'Where is my parcel? The number is JD014600006281230704. I can pick it up on the way home, I pass Central Station.',
      steps: [
        {
          thinking: 'The JD prefix is the express carrier. Their tracking interface takes the number directly.',
          calls: [
            {
              tool: 'request_tool',
              input: { method: 'GET', url: 'https://express.example/track/JD014600006281230704' },
              result:
                'HTTP 404: no shipment with this number. It may have been handed over to a partner; see /handover.',
              isError: true,
            },
          ],
        },
        {
          thinking:
            'Not unknown, but handed over: the error itself names the way. The handover list gives the partner and its number; asking the same address again would not help.',
          calls: [
            {
              tool: 'request_tool',
              input: { method: 'GET', url: 'https://express.example/handover?number=JD014600006281230704' },
              result: JSON.stringify({
                partner: 'CityPost',
                partner_number: 'CP77120934',
                state: 'ready for collection',
                shop: 'CityPost shop 118',
                until: '2026-11-28',
              }),
            },
          ],
        },
        {
          calls: [
            {
              tool: 'maps_tool',
              input: { action: 'search', query: 'CityPost shop 118', near: 'Central Station' },
              result:
                '{"places":[{"name":"CityPost shop 118","address":"Kirchenallee 41","walk_min":3,"open":"08:00-21:00"}]}',
            },
          ],
        },
        {
          text: 'It is waiting for you: CityPost shop 118, Kirchenallee 41, three minutes from Central Station, open until 21:00. The express carrier handed it over, so ask for CP77120934. They keep it until 28 November.',
        },
      ],
    },
  ],
});
