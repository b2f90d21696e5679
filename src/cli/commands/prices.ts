import { Command } from 'commander';
import { type LoadedConfig, requireConfig } from '../config-file.ts';
import { CommandError, exitCode } from '../exit.ts';
import { checkPrices, describeCheck, hasFindings } from '../prices/check-prices.ts';
import { renderPrices, toJsonRow } from '../prices/price-rows.ts';
import { readSdkModels } from '../prices/sdk-models.ts';
import type { Terminal } from '../terminal.ts';

interface PricesOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly check?: boolean;
}

/** `turnwise prices`: what every model costs, and whether the table knows the models there are. */
export function pricesCommand(terminal: Terminal): Command {
  return new Command('prices')
    .description('Print the prices in force, the list and your own, or check them against the models the SDK names.')
    .option('-c, --config <file>', 'settings (YAML) with own prices; default turnwise.yaml, if there is one')
    .option('--check', 'compare with the models of the installed @anthropic-ai/sdk; exit 1 when they differ')
    .option('--json', 'print rows; with --check {sdk, unpriced, knowinglyUnpriced, unknownToSdk}')
    .addHelpText('after', pricesNotes)
    .action((options: PricesOptions) => prices(options, terminal));
}

const pricesNotes = `
Own prices go before the list, by model and day:

  prices:
    - model: claude-haiku-5-5
      effectiveFrom: 2026-11-01
      source: our contract
      bands:
        - { upToPromptTokens: 100000, input: 0.09, output: 0.45, write5m: 0.1125, write1h: 0.18, read: 0.009 }
        - { input: 0.45, output: 2.25, write5m: 0.5625, write1h: 0.9, read: 0.045 }

Examples:
  turnwise prices
  turnwise prices --json | jq '.[] | select(.model == "claude-haiku-5-5")'
  turnwise prices --check`;

function prices(options: PricesOptions, terminal: Terminal): void {
  const config = requireConfig(options.config);
  if (options.check) return check(config, options, terminal);
  const book = config.policy.prices;
  terminal.out(options.json ? JSON.stringify(book.rows.map(toJsonRow), null, 2) : renderPrices(book));
}

function check({ policy }: LoadedConfig, options: PricesOptions, terminal: Terminal): void {
  const sdk = readSdkModels(process.cwd());
  if (sdk.kind === 'absent')
    throw new CommandError('@anthropic-ai/sdk is not installed here, so there is no list of models to compare with');
  if (sdk.kind === 'unreadable') throw new CommandError(`@anthropic-ai/sdk cannot be compared with: ${sdk.why}`);
  const outcome = checkPrices(sdk.models, policy.prices, Date.now());
  terminal.out(
    options.json ? JSON.stringify({ sdk: sdk.version, ...outcome }, null, 2) : describeCheck(outcome, sdk.version),
  );
  if (hasFindings(outcome)) process.exitCode = exitCode.failure;
}
