import { randomUUID } from 'node:crypto';
import { createSchemaChecker } from '../attempt/index.ts';
import {
  compilePolicy,
  executionTier,
  initialMode,
  parseSettings,
  reasoningTier,
  type SettingsProblem,
} from '../core/index.ts';
import { KnowledgeBase } from '../knowledge/index.ts';
import type { LiveState, RoutingContext, RoutingProblem } from '../routing/index.ts';
import { createTurnReader, type TurnReader } from '../wire/index.ts';
import type { AdapterSettings } from './adapter-settings.ts';

/** What an adapter routes with: a policy, and what this process knows of the conversations that went through it. */
export interface Router {
  readonly live: LiveState;
  readonly context: RoutingContext;
  readonly reader: TurnReader;
}

/** The ids of the models that the tiers are. */
export interface TierModels {
  readonly reasoning: string;
  readonly execution: string;
}

/** Settings with a mistake in them; all of them are told at once. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';
  readonly code = 'turnwise_invalid_settings';
  readonly problems: readonly SettingsProblem[];

  constructor(problems: readonly SettingsProblem[]) {
    super(problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n'));
    this.problems = problems;
  }
}

/** Sets up routing between two models that the caller has. Throws `InvalidSettings`. */
export function createRouter(models: TierModels, options: AdapterSettings): Router {
  const { salt, now, sinks, onTurn, onProblem, ...policyOptions } = options;
  const createId = randomUUID;
  const told = onTurn === undefined ? [] : [{ name: 'onTurn', tell: onTurn }];
  return {
    live: liveStateOf(models, policyOptions),
    reader: createTurnReader({ salt: salt ?? randomUUID() }),
    context: {
      knowledge: new KnowledgeBase({ createId }),
      schemas: createSchemaChecker(),
      sinks: [...(sinks ?? []), ...told],
      now: now ?? (() => performance.timeOrigin + performance.now()),
      createId,
      onProblem: onProblem ?? warn,
    },
  };
}

function warn({ code, message }: RoutingProblem): void {
  process.emitWarning(message, { type: 'TurnwiseWarning', code });
}

/** Both models are the caller's choice for this very purpose: whatever they are called, they are routed between. */
function liveStateOf(
  models: TierModels,
  { tiers = {}, rulesFirst, verdicts, ...settings }: Omit<AdapterSettings, 'sinks' | 'onTurn' | 'onProblem'>,
): LiveState {
  const parsed = parseSettings({
    manage: ['*'],
    ...settings,
    tiers: {
      reasoning: { ...tiers.reasoning, model: models.reasoning },
      execution: { effort: 'low', ...tiers.execution, model: models.execution },
    },
  });
  if (!parsed.ok) throw new InvalidSettings(parsed.problems);
  const compiled = compilePolicy(parsed.settings, {
    packagedTiers: [reasoningTier, executionTier],
    ...(rulesFirst === undefined ? {} : { rulesFirst }),
    ...(verdicts === undefined ? {} : { verdicts }),
  });
  if (!compiled.ok) throw new InvalidSettings(compiled.problems);
  return { settings: parsed.settings, policy: compiled.policy, mode: initialMode(parsed.settings) };
}
