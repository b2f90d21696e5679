import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { type Decision, decide, noKnowledge, type Rule } from '../../core/index.ts';
import { createTurnReader } from '../../wire/index.ts';
import { type CapturedRequest, isTurnRequest, parseCapturedRequest } from '../captured-request.ts';
import { requireConfig } from '../config-file.ts';
import { describeDecision } from '../decision-text.ts';
import { CommandError, exitCode } from '../exit.ts';
import { explainTurn } from '../explain/explain-turn.ts';
import { cachesOf, describeCaches } from '../explain/request-caches.ts';
import type { Terminal } from '../terminal.ts';

interface ExplainOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly turn?: string;
  readonly db?: string;
  readonly header: readonly string[];
}

/** `turnwise explain`: what would be decided for one request, and why. */
export function explainCommand(terminal: Terminal): Command {
  return new Command('explain')
    .description('Say what would be decided for one request, and why: signals, rules, overlays, quotes, edits.')
    .argument(
      '[request]',
      'file with the body of a Messages request, or with a captured request ({method, url, headers, body}); - for standard input',
    )
    .option('-c, --config <file>', 'settings (YAML); default turnwise.yaml, if there is one')
    .option(
      '-H, --header <name: value>',
      'a header the client would send; repeatable',
      (one: string, all: string[]) => [...all, one],
      [],
    )
    .option('--turn <id>', 'explain a recorded turn instead: its decision, bill, and why its cache was missed')
    .option('--db <file>', 'the record, instead of the one of the settings')
    .option('--json', 'print {signals, decision, caches}; with --turn {turn, turnBefore, pings}')
    .addHelpText('after', explainNotes)
    .action((file: string | undefined, options: ExplainOptions) => explain(file, options, terminal));
}

const explainNotes = `
A request is explained on its own: what only time knows (warm caches, the conversation's account, control, cooldown,
rate limits) is left out. Caches are unknown here: the model asked for is taken to hold the whole prompt of a
conversation under way and the others nothing, since doubt speaks for staying. So the gateway may send a turn to the
execution tier that is explained as one that stays. --turn explains what really was decided, from the record; the id
is in the log and in the response header x-turnwise-turn.

Examples:
  turnwise explain body.json
  turnwise explain - -H 'anthropic-version: 2026-10-21' < body.json
  turnwise explain capture.json --json | jq .decision.reason
  turnwise explain --turn 0199c1f0-... --db turnwise.sqlite`;

async function explain(file: string | undefined, options: ExplainOptions, terminal: Terminal): Promise<void> {
  const { turn } = options;
  if ((file === undefined) === (turn === undefined))
    throw new CommandError('name either a request or a recorded turn (--turn)', exitCode.usage);
  if (turn !== undefined) return explainTurn({ ...options, turn }, terminal);
  if (file !== undefined) explainRequest(file, options, terminal);
}

function explainRequest(file: string, options: ExplainOptions, terminal: Terminal): void {
  const { policy } = requireConfig(options.config);
  const request = withHeaders(parseCapturedRequest(readInput(file)), options.header);
  if (!isTurnRequest(request)) {
    const reason = `${request.method} ${request.url} is no turn: it passes through untouched`;
    return terminal.out(
      options.json ? JSON.stringify({ signals: null, decision: null, passThrough: true, reason }) : reason,
    );
  }
  const reader = createTurnReader({ salt: '' });
  const reading = reader.read({ body: request.body, header: (name) => request.headers[name] });
  if (reading.kind === 'unreadable')
    throw new CommandError(`not a Messages request (${reading.why}): the gateway forwards it untouched`);
  const decided = decide(reading.turn, policy, noKnowledge);
  const { signals, ...decision } = decided;
  const caches = cachesOf(reading, decided, { turn: reading.turn, policy, knowledge: noKnowledge });
  if (options.json)
    return terminal.out(
      JSON.stringify({ signals, decision: { ...decision, rule: ruleIndex(policy.rules, decision) }, caches }, null, 2),
    );
  terminal.out([describeDecision(decided, policy.rules), '', ...describeCaches(caches)].join('\n'));
}

function ruleIndex(rules: readonly Rule[], { ruleReason }: Pick<Decision, 'ruleReason'>): number | null {
  const index = rules.findIndex((rule) => rule.reason === ruleReason);
  return index === -1 ? null : index;
}

function readInput(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error), exitCode.usage);
  }
}

function withHeaders(request: CapturedRequest, given: readonly string[]): CapturedRequest {
  const pairs = given.map((text) => {
    const colon = text.indexOf(':');
    if (colon <= 0) throw new CommandError(`--header wants "name: value", not ${JSON.stringify(text)}`, exitCode.usage);
    return [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()] as const;
  });
  return { ...request, headers: { ...request.headers, ...Object.fromEntries(pairs) } };
}
