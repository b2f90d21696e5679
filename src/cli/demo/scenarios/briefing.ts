import { parseScenario } from '../../../simulator/index.ts';

/** Four simple tools at once. */
export const briefing = parseScenario({
  id: 'briefing',
  title: 'Simple tools in parallel',
  turns: [
    {
      user: 'Good morning! My briefing for today, please: weather in Copenhagen, my reminders, and whether the rail strike is still on.',
      steps: [
        {
          thinking:
            'Three independent questions and the time of day for the greeting. Nothing depends on anything else, so all four calls go out together.',
          calls: [
            {
              tool: 'time_tool',
              input: { place: 'Copenhagen' },
              result: '{"place":"Copenhagen","local":"2026-11-23T07:12:00+01:00","weekday":"Monday"}',
            },
            {
              tool: 'weather_tool',
              input: { city: 'Copenhagen', hours: 12 },
              result: JSON.stringify({
                city: 'Copenhagen',
                now: { temperature_c: 3, sky: 'fog', wind_ms: 2 },
                day: { low_c: 2, high_c: 7, rain_mm: 0, sky: 'fog until ten, then sun' },
              }),
            },
            {
              tool: 'reminder_tool',
              input: { action: 'list', day: 'today' },
              result: JSON.stringify({
                reminders: [
                  { at: '09:30', text: 'Sign the lease renewal' },
                  { at: '13:00', text: 'Lunch with Ida, Torvehallerne' },
                  { at: '16:45', text: 'Pick up the bicycle' },
                ],
              }),
            },
            {
              tool: 'web_search_tool',
              input: { query: 'rail strike Denmark Monday 23 November' },
              result: JSON.stringify({
                results: [
                  {
                    title: 'Rail strike called off on Sunday night',
                    snippet:
                      'Unions and operator reached an agreement at 22:40; trains run by the usual timetable from Monday.',
                  },
                  {
                    title: 'Regional lines: single delays expected',
                    snippet: 'Crews have to be brought back into position, delays of up to 20 minutes before nine.',
                  },
                ],
              }),
            },
          ],
        },
        {
          text: 'Good morning! It is Monday, 7:12.\n\n- Weather: fog until ten, then sun, 2 to 7 degrees, no rain.\n- Reminders: 9:30 sign the lease renewal, 13:00 lunch with Ida at Torvehallerne, 16:45 pick up the bicycle.\n- Rail strike: called off last night. Trains run as usual; before nine expect up to 20 minutes of delay on regional lines.',
        },
      ],
    },
  ],
});
