import { randomUUID } from 'node:crypto';
import {
  compilePolicy,
  executionTier,
  initialMode,
  parseSettings,
  reasoningTier,
  type SettingsProblem,
} from '../core/index.ts';
import { KnowledgeBase } from '../knowledge/index.ts';
import { createRoutingContext, type LiveState, type RoutingContext, type RoutingProblem } from '../routing/index.ts';
import type { AdapterSettings } from './adapter-settings.ts';

/** What an adapter routes with: a policy, and what this process knows of the conversations that went through it. */
export interface Router {
  readonly live: LiveState;
  readonly context: RoutingContext;
}

/** The ids of the models that the tiers are. */
export interface TierModels {
  readonly reasoning: string;
  readonly execution: string;
}

/** Settings with mistakes in them; all are told at once. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';
  readonly problems: readonly SettingsProblem[];

  constructor(problems: readonly SettingsProblem[]) {
    super(problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n'));
    this.problems = problems;
  }
}

/** Sets up routing between two models that the caller has. Throws `InvalidSettings`. */
export function createRouter(models: TierModels, options: AdapterSettings): Router {
  const live = liveStateOf(models, options);
  const { onTurn, sinks = [] } = options;
  const createId = randomUUID;
  const context = createRoutingContext({
    live: () => live,
    salt: options.salt ?? randomUUID(),
    knowledge: new KnowledgeBase({ createId }),
    sinks: onTurn === undefined ? sinks : [...sinks, { name: 'onTurn', tell: onTurn }],
    now: options.now ?? (() => performance.timeOrigin + performance.now()),
    createId,
    onProblem: options.onProblem ?? warn,
  });
  return { live, context };
}

function warn({ code, message }: RoutingProblem): void {
  process.emitWarning(message, { type: 'TurnwiseWarning', code });
}

/** Both models are the caller's choice for this very purpose: whatever they are called, they are routed between. */
function liveStateOf(models: TierModels, options: AdapterSettings): LiveState {
  const { tiers = {}, rulesFirst = [], verdicts = [], ...others } = options;
  const { sinks: _sinks, onTurn: _onTurn, onProblem: _onProblem, salt: _salt, now: _now, ...settings } = others;
  const parsed = parseSettings({
    manage: ['*'],
    ...settings,
    tiers: {
      reasoning: { ...tiers.reasoning, model: models.reasoning },
      execution: { effort: 'low', ...tiers.execution, model: models.execution },
    },
  });
  if (!parsed.ok) throw new InvalidSettings(parsed.problems);
  const packagedTiers = [reasoningTier, executionTier];
  const compiled = compilePolicy(parsed.settings, { packagedTiers, rulesFirst, verdicts });
  if (!compiled.ok) throw new InvalidSettings(compiled.problems);
  return { settings: parsed.settings, policy: compiled.policy, mode: initialMode(parsed.settings) };
}
