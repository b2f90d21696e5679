import { configuredPolicy, namedPolicies, type Policy, referencePolicies } from '../../replay/index.ts';
import { type LoadedConfig, requireConfig } from '../config-file.ts';
import { CommandError, exitCode } from '../exit.ts';

/** The policies to compare, and the rules that those from files decide by. */
export interface ReplayPolicies {
  readonly policies: readonly Policy[];
  readonly configs: readonly LoadedConfig[];
}

/** Policies by name or by a settings file; without any the references. A usage error for what is neither. */
export function policiesOf(wanted: readonly string[]): ReplayPolicies {
  if (wanted.length === 0) return { policies: referencePolicies, configs: [] };
  const configs: LoadedConfig[] = [];
  const policies = [...new Set(wanted)].map((name) => {
    const named = namedPolicies.find((policy) => policy.name === name);
    if (named !== undefined) return named;
    if (!isFile(name)) throw unknownPolicy(name);
    const config = requireConfig(name);
    configs.push(config);
    return configuredPolicy(name, config.policy);
  });
  return { policies, configs };
}

function isFile(name: string): boolean {
  return /[/\\]|\.(ya?ml|json)$/.test(name);
}

function unknownPolicy(name: string): CommandError {
  const known = namedPolicies.map((policy) => policy.name).join(', ');
  return new CommandError(
    `there is no policy ${JSON.stringify(name)}; there are ${known}, and settings files (.yaml, .json)`,
    exitCode.usage,
  );
}
