import { createAnthropic } from '@ai-sdk/anthropic';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { onTestFinished } from 'vitest';
import { conversations, executionModel, reasoningModel } from '../../../conformance/conversations.ts';
import type { TurnEvent } from '../../core/index.ts';
import {
  type Scenario,
  type Simulator,
  type SimulatorOptions,
  scriptedAnswerer,
  startSimulator,
  strictCheck,
} from '../../simulator/index.ts';
import { type RoutedModelOptions, routedModel } from './routed-model.ts';

/** A routed model of Anthropic's two, before a simulator that plays the scripted conversations. */
export interface RoutedStage {
  readonly simulator: Simulator;
  readonly model: LanguageModelV4;
  readonly events: readonly TurnEvent[];
}

/** Sets the stage for one test. Control share is 0 unless set. */
export async function stageRouted(
  settings: Omit<Partial<RoutedModelOptions>, 'reasoning' | 'execution'> = {},
  options: Partial<SimulatorOptions> & { readonly scenarios?: readonly Scenario[] } = {},
): Promise<RoutedStage> {
  const { scenarios = conversations, ...simulation } = options;
  const simulator = await startSimulator({
    answerers: [scriptedAnswerer(scenarios)],
    timeScale: 0,
    seed: 1,
    keepRequests: true,
    check: strictCheck({}),
    ...simulation,
  });
  onTestFinished(() => simulator.close());
  const anthropic = createAnthropic({ baseURL: `${simulator.baseUrl}/v1`, apiKey: 'sk-test' });
  const events: TurnEvent[] = [];
  const model = routedModel({
    reasoning: anthropic(reasoningModel),
    execution: anthropic(executionModel),
    control: { share: 0 },
    salt: 'test',
    onTurn: (event) => events.push(event),
    ...settings,
  });
  return { simulator, model, events };
}

/** Tier, reason and attempts of each turn. */
export function decisionsOf(events: readonly TurnEvent[]) {
  return events.map(({ servedTier, decision, attempts }) => [
    servedTier,
    decision.reason,
    ...attempts.flatMap(({ verdict }) => verdict?.reason ?? []),
  ]);
}
