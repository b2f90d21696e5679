import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../simulator/index.ts';
import { createTools } from './scripted-tools.ts';

const scenario = parseScenario({
  id: 'weather',
  title: 'Weather',
  turns: [
    {
      user: 'Weather?',
      steps: [
        { calls: [{ tool: 'weather_tool', input: { city: 'Bergen' }, result: 'rain' }] },
        { calls: [{ tool: 'weather_tool', input: { city: 'Oslo' }, result: 'no service', isError: true }] },
        { text: 'Rain.' },
      ],
    },
  ],
});
const call = (input: unknown, name = 'weather_tool') => ({ id: 'toolu_1', name, input });

describe('the tools of a task', () => {
  test('give a call of the script its own result, in whatever order', () => {
    const useTool = createTools(scenario);
    expect(useTool(call({ city: 'Oslo' }))).toEqual({ content: 'no service', isError: true });
    expect(useTool(call({ city: 'Bergen' }))).toEqual({ content: 'rain', isError: false });
  });

  test('give a call in other words the tool’s next result that was not given yet', () => {
    const useTool = createTools(scenario);
    expect(useTool(call({ city: 'Bergen' })).content).toBe('rain');
    expect(useTool(call({ place: 'Oslo, Norway' })).content).toBe('no service');
  });

  test('answer with an error when there is nothing left, or no such tool', () => {
    const useTool = createTools(scenario);
    expect(useTool(call({}, 'maps_tool')).isError).toBe(true);
    for (const city of ['Bergen', 'Oslo']) useTool(call({ city }));
    expect(useTool(call({ city: 'Rome' }))).toEqual({ content: 'No record for this request.', isError: true });
  });
});
