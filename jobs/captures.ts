/**
 * Reads every captured request of a real client and checks that it is taken for what it is, and decided by the rule for
 * that; then fits it to every model, and lets the simulator's strict checker judge what would be sent, pings and requests with an
 * hour's cache lifetime included.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { isTurnRequest, parseCapturedRequest } from '../src/cli/index.ts';
import { compilePolicy, decide, noKnowledge, type Policy, parseSettings } from '../src/core/index.ts';
import { createTurnReader } from '../src/wire/index.ts';
import { classOf } from './captures/capture-class.ts';
import { type Capture, judgeEligibility } from './captures/eligibility.ts';
import { eligibilityProblems, eligibilitySummary, eligibilityTable } from './captures/eligibility-report.ts';
import { capturedSimpleTools, expectedClasses, expectedReason } from './captures/expected.ts';
import { judgeLifetime, lifetimeTable } from './captures/lifetimes.ts';
import { judgePings, pingProblems, pingTable } from './captures/pings.ts';
import { requireShared } from './shared-data.ts';

const policy = policyOf({ simpleTools: capturedSimpleTools });
const reader = createTurnReader({ salt: 'job' });

interface Finding {
  readonly class: string;
  readonly reason: string;
  readonly problem?: string;
}

/** What a capture is taken for, and what is wrong with that. */
function judge(text: Buffer, expected: string | undefined): Finding {
  const request = parseCapturedRequest(text);
  if (!isTurnRequest(request)) return finding('pass-through', '-', expected);
  const reading = reader.read({ body: request.body, header: (name) => request.headers[name] });
  if (reading.kind === 'unreadable') return { class: 'unreadable', reason: '-', problem: reading.why };
  const { reason, ruleReason, signals } = decide(reading.turn, policy, noKnowledge);
  const own = classOf(reading, signals);
  const wantedReason = signals.managed ? expectedReason[own.replace('subagent ', '')] : 'unmanaged';
  if (ruleReason === wantedReason) return finding(own, reason, expected);
  return { class: own, reason, problem: `decided by ${ruleReason}, expected ${wantedReason}` };
}

function finding(own: string, reason: string, expected: string | undefined): Finding {
  return own === expected
    ? { class: own, reason }
    : { class: own, reason, problem: `expected ${expected ?? 'nothing: not in the table'}` };
}

function policyOf(settings: object): Policy {
  const parsed = parseSettings(settings);
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (parsed.ok && compiled.ok) return compiled.policy;
  throw new Error(`the job's own settings are wrong: ${JSON.stringify(compiled)}`);
}

function turnRequestsOf(client: string): readonly Capture[] {
  return readdirSync(`${root}/${client}`)
    .toSorted()
    .map((file) => ({ client, file, request: parseCapturedRequest(readFileSync(`${root}/${client}/${file}`)) }))
    .filter(({ request }) => isTurnRequest(request));
}

const root = requireShared('captures');
const counts = new Map<string, number>();
let problems = 0;
let total = 0;
for (const client of readdirSync(root).toSorted()) {
  const files = readdirSync(`${root}/${client}`).toSorted();
  const expected = expectedClasses[client] ?? [];
  const findings = files.map((file, index) => judge(readFileSync(`${root}/${client}/${file}`), expected[index]));
  const wrong = findings.flatMap(({ problem, class: own }, index) =>
    problem === undefined ? [] : [`  ${files[index]}: ${own}, ${problem}`],
  );
  if (files.length !== expected.length) wrong.push(`  ${files.length} captures, ${expected.length} expected`);
  for (const { class: own } of findings) counts.set(own, (counts.get(own) ?? 0) + 1);
  process.stdout.write(
    `${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${client.padEnd(30)} ${files.length} requests\n${wrong.map((line) => `${line}\n`).join('')}`,
  );
  problems += wrong.length;
  total += files.length;
}
process.stdout.write(`\n${[...counts].map(([own, count]) => `${String(count).padStart(4)}  ${own}`).join('\n')}\n`);
process.stdout.write(`\n${total} captured requests, ${problems} not as expected\n\n`);

const captures = readdirSync(root).toSorted().flatMap(turnRequestsOf);
const eligibility = judgeEligibility(captures);
const violations = eligibilityProblems(eligibility);
process.stdout.write(eligibilityTable(eligibility));
for (const violation of violations) process.stdout.write(`FAIL ${violation}\n`);
process.stdout.write(`\n${eligibilitySummary(eligibility)}, ${violations.length} violations\n`);

const pings = captures.flatMap(judgePings);
const refused = pingProblems(pings);
process.stdout.write(`\n${pingTable(pings)}\n`);
for (const refusal of refused) process.stdout.write(`FAIL ${refusal}\n`);
process.stdout.write(`${refused.length} pings refused\n`);

const lifetimes = captures.flatMap((capture) => judgeLifetime(capture) ?? []);
const mistimed = lifetimes.flatMap(({ client, problems: own }) => own.map((problem) => `${client}, ${problem}`));
process.stdout.write(`\n${lifetimeTable(lifetimes)}\n`);
for (const problem of mistimed) process.stdout.write(`FAIL ${problem}\n`);
process.stdout.write(`${mistimed.length} refused or changed\n`);
process.exitCode =
  mistimed.length === 0 &&
  refused.length === 0 &&
  problems === 0 &&
  violations.length === 0 &&
  eligibility.relabelled.length > 0
    ? 0
    : 1;
