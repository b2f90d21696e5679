import { parseScenario } from '../../../simulator/index.ts';

/** A long chain: seven simple calls under one plan. */
export const nightTrain = parseScenario({
  id: 'night-train',
  title: 'A long chain of simple calls',
  turns: [
    {
      user: 'I want to go from Hamburg to Stockholm on Friday, after work, by night train if there is one. Work it out and put the times that matter into my reminders.',
      steps: [
        {
          thinking:
            'Plan: fix what Friday is, look for the night train, check that a couchette is left, how long it takes from the office to the station, what the weather is on arrival, then reminders for booking and for leaving. After work means five o’clock at the earliest.',
          calls: [
            {
              tool: 'time_tool',
              input: { place: 'Hamburg' },
              result: '{"place":"Hamburg","local":"2026-11-23T11:40:00+01:00","weekday":"Monday"}',
            },
          ],
        },
        {
          calls: [
            {
              tool: 'request_tool',
              input: {
                method: 'GET',
                url: 'https://timetable.example/v2/trips?from=Hamburg&to=Stockholm&date=2026-11-27&after=17:00',
              },
              result: JSON.stringify({
                trips: [
                  { train: 'NJ 491', departs: '21:55', arrives: '10:03 (+1)', changes: 0, kind: 'night' },
                  { train: 'ICE 80 / X2 530', departs: '17:28', arrives: '06:31 (+1)', changes: 3, kind: 'day' },
                ],
              }),
            },
          ],
        },
        {
          calls: [
            {
              tool: 'request_tool',
              input: { method: 'GET', url: 'https://timetable.example/v2/trains/NJ491/2026-11-27/berths' },
              result: JSON.stringify({
                seat: { left: 41, price_eur: 49.9 },
                couchette: { left: 6, price_eur: 89.9 },
                sleeper: { left: 0, price_eur: 169.9 },
              }),
            },
          ],
        },
        {
          calls: [
            {
              tool: 'maps_tool',
              input: {
                action: 'route',
                from: 'office',
                to: 'Hamburg Hbf',
                mode: 'transit',
                arrive_by: '2026-11-27T21:35',
              },
              result: '{"duration_min":24,"depart":"21:08","line":"U3","change":"Rathaus"}',
            },
          ],
        },
        {
          calls: [
            {
              tool: 'weather_tool',
              input: { city: 'Stockholm', date: '2026-11-28' },
              result:
                '{"city":"Stockholm","date":"2026-11-28","low_c":-4,"high_c":-1,"sky":"snow showers","wind_ms":5}',
            },
          ],
        },
        {
          calls: [
            {
              tool: 'reminder_tool',
              input: {
                action: 'create',
                at: '2026-11-23T17:00',
                text: 'Book NJ 491 on Friday: couchette, 6 left, 89.90',
              },
              result: '{"id":"r-410","at":"2026-11-23T17:00","created":true}',
            },
          ],
        },
        {
          calls: [
            {
              tool: 'reminder_tool',
              input: {
                action: 'create',
                at: '2026-11-27T21:00',
                text: 'Leave for Hamburg Hbf: U3 at 21:08, NJ 491 at 21:55',
              },
              result: '{"id":"r-411","at":"2026-11-27T21:00","created":true}',
            },
          ],
        },
        {
          text: 'There is a direct night train: NJ 491 leaves Hamburg Hbf on Friday at 21:55 and is in Stockholm on Saturday at 10:03. The sleepers are gone; six couchettes are left at 89.90.\n\nReminders: today at 17:00 to book, Friday at 21:00 to leave (U3 at 21:08, 24 minutes). Pack for snow: -4 to -1 degrees on Saturday.',
        },
      ],
    },
  ],
});
