import type { z } from 'zod';
import type { OwnVerdict, Rule, Sink, settingsSchema, TierSpec, TurnEvent } from '../core/index.ts';
import type { RoutingProblem } from '../routing/index.ts';

type SettingsInput = z.input<typeof settingsSchema>;

/** The settings that mean something where the caller has the models: docs/settings.md has each with its default. */
type RoutingSettings = Pick<
  SettingsInput,
  | 'mode'
  | 'manage'
  | 'simpleTools'
  | 'presets'
  | 'pollingTools'
  | 'harnessTags'
  | 'errorPatterns'
  | 'rules'
  | 'finalResponse'
  | 'objective'
  | 'secondWorthUsd'
  | 'maxExtraCostPercent'
  | 'margin'
  | 'escalation'
  | 'hedge'
  | 'control'
  | 'prices'
  | 'models'
  | 'autoCache'
>;

/** What a tier asks of its model beside being it. */
export type TierWishes = Pick<TierSpec, 'effort' | 'thinking' | 'like' | 'inferenceGeo'>;

/** How an adapter is set up, beside its models. Settings are those of the gateway's configuration. */
export interface AdapterSettings extends RoutingSettings {
  /** Default: nothing of the reasoning tier, low effort of the execution tier where its model has that. */
  readonly tiers?: { readonly reasoning?: TierWishes; readonly execution?: TierWishes };
  /** Rules put before all others; their conditions may be functions. */
  readonly rulesFirst?: readonly Rule[];
  /** Passed on held replies after the built-in verdicts. */
  readonly verdicts?: readonly OwnVerdict[];
  /** Told of every turn. */
  readonly sinks?: readonly Sink[];
  /** The same for one function. What it throws is reported and changes nothing. */
  readonly onTurn?: (event: TurnEvent) => void;
  /** What went wrong beside a turn; default: a process warning. */
  readonly onProblem?: (problem: RoutingProblem) => void;
  /** Mixed into every hash of a user or session. Default: random, so that hashes of two processes never meet. */
  readonly salt?: string;
  /** Milliseconds since 1970; default: this machine's clock, which does not run backwards. */
  readonly now?: () => number;
}
