import { parseScenario } from '../../../simulator/index.ts';

/** One simple tool, one look at its result. */
export const umbrella = parseScenario({
  id: 'umbrella',
  title: 'One simple tool',
  turns: [
    {
      user: 'Do I need an umbrella in Bergen this afternoon? I leave the office at four.',
      steps: [
        {
          thinking:
            'They leave at four, so the hours from four to about six matter. The forecast for Bergen by the hour answers it.',
          calls: [
            {
              tool: 'weather_tool',
              input: { city: 'Bergen', hours: 8 },
              result: JSON.stringify({
                city: 'Bergen',
                now: { temperature_c: 8, sky: 'overcast', wind_ms: 7 },
                hours: [
                  { at: '15:00', rain_mm: 0.2, probability: 0.35 },
                  { at: '16:00', rain_mm: 1.4, probability: 0.8 },
                  { at: '17:00', rain_mm: 2.1, probability: 0.9 },
                  { at: '18:00', rain_mm: 0.6, probability: 0.55 },
                ],
              }),
            },
          ],
        },
        {
          text: 'Yes. Rain sets in just as you leave: 80 % at four and 90 % at five, about 2 mm an hour, with 7 m/s of wind. A sturdy umbrella or a rain jacket; by six it eases off.',
        },
      ],
    },
  ],
});
