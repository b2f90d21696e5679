import { parseScenario } from '../../../simulator/index.ts';

const status = { method: 'GET', url: 'https://ci.example/api/builds/9917' };

/**
 * The same call three times: a stall, and the reasoning model is asked what to do instead. The first repetition is the
 * execution tier's: it is caught before anybody sees it, and (as both say the same here) the reasoning tier repeats it.
 */
export const deployWatch = parseScenario({
  id: 'deploy-watch',
  title: 'A loop that stalls',
  turns: [
    {
      user: 'Is build 9917 through? Tell me when it is, I want to announce the release.',
      steps: [
        {
          thinking: 'One look at the build’s state first; if it still runs, look again.',
          calls: [
            {
              tool: 'request_tool',
              input: status,
              result: '{"build":9917,"state":"running","step":"integration tests","done":4,"of":7,"started":"11:02"}',
            },
          ],
        },
        {
          text: 'It still runs, at step four of seven. I look again.',
          calls: [
            {
              tool: 'request_tool',
              input: status,
              result: '{"build":9917,"state":"running","step":"integration tests","done":4,"of":7,"started":"11:02"}',
            },
          ],
        },
        {
          text: 'No change yet.',
          calls: [
            {
              tool: 'request_tool',
              input: status,
              result: '{"build":9917,"state":"running","step":"integration tests","done":4,"of":7,"started":"11:02"}',
            },
          ],
        },
        {
          thinking:
            'Three looks, nothing moved: asking on costs money and tells nothing. Integration tests take about half an hour here, so a reminder at 11:45 is the better tool.',
          calls: [
            {
              tool: 'reminder_tool',
              input: { action: 'create', at: '2026-11-23T11:45', text: 'Check build 9917, then announce the release' },
              result: '{"id":"r-623","at":"2026-11-23T11:45","created":true}',
            },
          ],
        },
        {
          text: 'Not yet: build 9917 has been in its integration tests (step four of seven) since 11:02, and asking again and again does not speed it up. I have set a reminder for 11:45 to check it before you announce anything.',
        },
      ],
    },
  ],
});
