import { parseScenario } from '../../../simulator/index.ts';

/** The user comes back with a follow-up. */
export const tokyoCall = parseScenario({
  id: 'tokyo-call',
  title: 'A follow-up by the user',
  turns: [
    {
      user: 'When can I call Haruka Ito in Tokyo tomorrow so that it is still in her office hours and not before eight for me?',
      steps: [
        {
          thinking:
            'Needed: both local times for the offset, and her office hours, which are in the contacts. All independent.',
          calls: [
            {
              tool: 'time_tool',
              input: { place: 'Tokyo' },
              result: '{"place":"Tokyo","local":"2026-11-23T20:05:00+09:00","weekday":"Monday"}',
            },
            {
              tool: 'time_tool',
              input: { place: 'Lisbon' },
              result: '{"place":"Lisbon","local":"2026-11-23T11:05:00+00:00","weekday":"Monday"}',
            },
            {
              tool: 'contacts_tool',
              input: { name: 'Haruka Ito' },
              result: '{"name":"Haruka Ito","city":"Tokyo","office_hours":"09:30-18:30","phone":"+81 3 5550 0186"}',
            },
          ],
        },
        {
          text: 'Between 8:00 and 9:30 your time: Tokyo is nine hours ahead, so that is 17:00 to 18:30 for her, the end of her office hours. Her number is +81 3 5550 0186.',
        },
      ],
    },
    {
      user: 'Good. Remind me a quarter of an hour before the latest of those.',
      steps: [
        {
          thinking:
            'The latest moment to call is 9:30 Lisbon time, when her office closes; a quarter of an hour before is 9:15 tomorrow, the 24th.',
          calls: [
            {
              tool: 'reminder_tool',
              input: { action: 'create', at: '2026-11-24T09:15', text: 'Call Haruka Ito by 9:30: +81 3 5550 0186' },
              result: '{"id":"r-512","at":"2026-11-24T09:15","created":true}',
            },
          ],
        },
        { text: 'Set for tomorrow, 9:15. Her office closes at 9:30 your time.' },
      ],
    },
  ],
});
