import { parseScenario } from '../../../simulator/index.ts';

/** Simple look-ups, then a complex tool, whose result goes back to the reasoning model. */
export const introduction = parseScenario({
  id: 'introduction',
  title: 'Look up, then act',
  turns: [
    {
      user: 'Introduce Maya Lindqvist and Samuel Osei to each other by email: she looks for a hardware partner for the sensor project, he builds such things.',
      steps: [
        {
          thinking: 'Both addresses and what they do are in the contacts; the mail comes after that.',
          calls: [
            {
              tool: 'contacts_tool',
              input: { name: 'Maya Lindqvist' },
              result: '{"name":"Maya Lindqvist","email":"maya@example.org","role":"Head of Research, Fjordline"}',
            },
            {
              tool: 'contacts_tool',
              input: { name: 'Samuel Osei' },
              result: '{"name":"Samuel Osei","email":"samuel@example.net","role":"Founder, Osei Instruments, Accra"}',
            },
          ],
        },
        {
          calls: [
            {
              tool: 'email_tool',
              input: {
                to: 'maya@example.org, samuel@example.net',
                subject: 'Maya, meet Samuel',
                body: 'Maya, meet Samuel Osei, who builds measuring instruments at Osei Instruments in Accra. Samuel, meet Maya Lindqvist, Head of Research at Fjordline, who looks for a hardware partner for her sensor project. I think you should talk; I leave it to you from here.',
              },
              result: '{"sent":true,"id":"m-90417","recipients":2}',
            },
          ],
        },
        {
          text: 'Sent to both: who the other is, what Maya looks for and what Samuel builds, and that the rest is up to them.',
        },
      ],
    },
  ],
});
