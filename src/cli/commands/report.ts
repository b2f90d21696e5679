import { Command, Option } from 'commander';
import { priceTable } from '../../core/index.ts';
import { isSqliteRecord, openSqliteRecord, RecordError } from '../../record/index.ts';
import { requireConfig } from '../config-file.ts';
import { CommandError } from '../exit.ts';
import { reportJson } from '../report/json.ts';
import { parseDays, parseTime, type SpanFlags, spanOf } from '../report/span.ts';
import { reportText } from '../report/text.ts';
import type { Terminal } from '../terminal.ts';

interface ReportOptions extends SpanFlags {
  readonly config?: string;
  readonly db?: string;
  readonly json?: boolean;
}

/** `turnwise report`: what happened and what it saved, from the record. */
export function reportCommand(terminal: Terminal): Command {
  return new Command('report')
    .description('Say what the record holds: turns, cost, what was saved, escalations, pings, missed caches.')
    .option('-c, --config <file>', 'settings (YAML): which record, own prices; default turnwise.yaml, if there is one')
    .option('--db <file>', 'the record, instead of the one of the settings')
    .addOption(new Option('--since <time>', 'turns from this day or time on').argParser(parseTime))
    .addOption(new Option('--until <time>', 'turns before this day or time').argParser(parseTime))
    .addOption(new Option('--days <number>', 'turns of so many days up to now, or to --until').argParser(parseDays))
    .option('--json', 'print totals and groups; money in nano-dollars, null where unknown')
    .addHelpText('after', reportNotes)
    .action((options: ReportOptions) => report(options, terminal));
}

const reportNotes = `
What is unknown is said and left out, never taken to be 0. Savings are against a modelled baseline (the reasoning tier
alone, for the same tokens); what pings cost comes off. What a missed token cost beyond reading it is modelled too, at
the prices in force now.

Exit code: 0 done, 1 no record to read, 2 usage.

Examples:
  turnwise report --days 7
  turnwise report --db turnwise.sqlite --since 2026-11-01 --until 2026-12-01
  turnwise report --json | jq '.groups.model'`;

async function report(options: ReportOptions, terminal: Terminal): Promise<void> {
  const span = spanOf(options, Date.now());
  const { settings, policy } = requireConfig(options.config);
  const path = options.db ?? settings.record.path;
  if (path === 'off') throw new CommandError('the settings keep no record (record.path: off); name one with --db');
  if (!isSqliteRecord(path)) throw new CommandError(`${path} is no record of turns`);
  const ownPrices = policy.prices.rows.filter((row) => !priceTable.includes(row));
  const record = await openSqliteRecord({ path, keepDays: Number.POSITIVE_INFINITY });
  try {
    const result = await record.query.report(span, ownPrices);
    terminal.out(options.json ? JSON.stringify(reportJson(result, span), null, 2) : reportText(result, path));
  } catch (error) {
    throw error instanceof RecordError ? new CommandError(`${path} cannot be read: ${error.message}`) : error;
  } finally {
    await record.close();
  }
}
