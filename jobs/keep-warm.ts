/**
 * Keeping, over sockets: a sample of the traces' timing through the gateway before the simulator, once without and once with
 * `keepWarm`, on a clock that jumps. What the simulator billed must show the reads; what keeping saved, net of pings, must be
 * what replay says of the same conversations, to 1 %; pings must reach no client and be no turns. Once more with `cacheTtl: auto`,
 * held against replay too.
 */
import { defaultKeepLimits, type TurnEvent } from '../src/core/index.ts';
import { alwaysReasoning, createReplay, keptWarm, type Trajectory, tierPairOf, timed } from '../src/replay/index.ts';
import { besidePings, median } from './keep-warm/beside-pings.ts';
import { memoryTable } from './keep-warm/memory.ts';
import { sampleOf } from './keep-warm/sample.ts';
import { playedModel, playThrough, type Run, startMs } from './keep-warm/stage.ts';
import { recordedIn } from './keeping/recordings.ts';

const nth = Number(process.argv[2] ?? 4);
/** A replay has no calendar, so that the daily budget must not bind here. */
const usdPerDay = 1_000_000;
const failures: string[] = [];

function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

function check(isTrue: boolean, what: string): void {
  if (!isTrue) failures.push(what);
}

/** The sample with the sizes that were really billed, turn by turn. */
function asBilled(sample: readonly Trajectory[], { turns }: Run): readonly Trajectory[] {
  const events = turns.values();
  return sample.map((conversation) => {
    let before = 0;
    const billed = conversation.turns.map((turn) => {
      const inputTokens = promptTokensOf(events.next().value);
      const shared = before;
      before = inputTokens;
      return { ...turn, inputTokens, sharedPrefixTokens: shared };
    });
    return { ...conversation, turns: billed };
  });
}

function promptTokensOf(event: TurnEvent | undefined): number {
  const usage = event?.attempts.at(-1)?.usage;
  if (usage === undefined) throw new Error('a turn has no usage');
  return usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
}

function replayed(conversations: readonly Trajectory[]) {
  const policy = keptWarm(alwaysReasoning, { limits: { ...defaultKeepLimits, usdPerDay } });
  const hourly = timed(alwaysReasoning);
  const tiers = tierPairOf({ reasoning: playedModel, execution: 'claude-haiku-5-5', pricedAtMs: startMs });
  if (typeof tiers === 'string') throw new Error(tiers);
  const replay = createReplay({ tiers, caching: true, policies: [alwaysReasoning, policy, hourly] });
  for (const conversation of conversations) replay.add(conversation);
  const { policies } = replay.report();
  const [plain, warm, hour] = [alwaysReasoning, policy, hourly].map(({ name }) => policies[name]);
  if (plain === undefined || warm === undefined || hour === undefined) throw new Error('no report');
  return { plainUsd: plain.usd, warmUsd: warm.usd, hourUsd: hour.usd, pings: warm.pings, pingUsd: warm.pingUsd };
}

function missedBy({ turns }: Run): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const { bill } of turns)
    for (const [reason, tokens] of Object.entries(bill?.missed ?? {})) sum[reason] = (sum[reason] ?? 0) + tokens;
  return sum;
}

const sample = sampleOf(await recordedIn('claude-code-traces'), nth);
const turnCount = sample.reduce((sum, { turns }) => sum + turns.length, 0);
say(`${sample.length} conversations, ${turnCount} turns, every one on ${playedModel}`);
const without = await playThrough(sample, {});
const kept = await playThrough(sample, { keepWarm: { usdPerDay } });
const hourly = await playThrough(sample, { cacheTtl: 'auto' });
const replay = replayed(asBilled(sample, without));

const usd = (nanoUsd: number): string => `$${(nanoUsd / 1e9).toFixed(4)}`;
const pingNanoUsd = kept.pings.reduce((sum, { attempt }) => sum + (attempt.costNanoUsd ?? 0), 0);
const savedNanoUsd = without.billedNanoUsd - kept.billedNanoUsd;
const replaySavedNanoUsd = (replay.plainUsd - replay.warmUsd) * 1e9;
const offPercent = (100 * (savedNanoUsd - replaySavedNanoUsd)) / replaySavedNanoUsd;
say(`billed without pings ${usd(without.billedNanoUsd)}, replay ${usd(replay.plainUsd * 1e9)}`);
say(`billed with pings    ${usd(kept.billedNanoUsd)}, replay ${usd(replay.warmUsd * 1e9)}`);
say(`pings ${kept.pings.length} for ${usd(pingNanoUsd)}, replay ${replay.pings} for ${usd(replay.pingUsd * 1e9)}`);
say(`net saving ${usd(savedNanoUsd)}, replay ${usd(replaySavedNanoUsd)}: off by ${offPercent.toFixed(3)} %`);
const hourSavedNanoUsd = without.billedNanoUsd - hourly.billedNanoUsd;
const replayHourSavedNanoUsd = (replay.plainUsd - replay.hourUsd) * 1e9;
const hourTurns = hourly.turns.filter(({ trace }) => trace?.lifetime?.ttl === '1h').length;
say(
  `billed with cacheTtl auto ${usd(hourly.billedNanoUsd)}, replay ${usd(replay.hourUsd * 1e9)}; ${hourTurns} turns asked for an hour`,
);
say(`its saving ${usd(hourSavedNanoUsd)}, replay ${usd(replayHourSavedNanoUsd)}`);
say(`missed with it ${JSON.stringify(missedBy(hourly))}`);
say(`read from caches ${without.readTokens} tokens without, ${kept.readTokens} with pings`);
say(`missed without ${JSON.stringify(missedBy(without))}`);
say(`missed with    ${JSON.stringify(missedBy(kept))}`);
say(
  `a turn's time at the client: median ${median(without.turnMs).toFixed(2)} ms without, ${median(kept.turnMs).toFixed(2)} ms with, ratio ${(median(kept.turnMs) / median(without.turnMs)).toFixed(3)}`,
);

check(Math.abs(offPercent) <= 1, `net saving is off by ${offPercent.toFixed(3)} %`);
check(
  Math.abs(hourSavedNanoUsd - replayHourSavedNanoUsd) <= 0.01 * Math.abs(replayHourSavedNanoUsd),
  'what cacheTtl auto saves is off by more than 1 %',
);
const hourTold = hourly.turns.reduce((sum, { bill }) => sum + (bill?.costNanoUsd ?? Number.NaN), 0);
check(
  hourTold === hourly.billedNanoUsd,
  `events say ${usd(hourTold)}, the simulator billed ${usd(hourly.billedNanoUsd)}`,
);
check(savedNanoUsd > 0 && kept.readTokens > without.readTokens, 'the bill does not show the reads');
check(
  kept.turns.length === turnCount && kept.clientReplies === turnCount,
  'a client got something that is not its turn',
);
check(kept.upstreamRequests === turnCount + kept.pings.length, 'upstream saw something that is neither turn nor ping');
check(
  kept.pings.every(({ kept: caches }) => caches.length > 0),
  'a ping did not read its cache',
);
check([...without.problems, ...kept.problems].length === 0, 'a problem was told');
const told = kept.turns.reduce((sum, { bill }) => sum + (bill?.costNanoUsd ?? Number.NaN), 0) + pingNanoUsd;
check(told === kept.billedNanoUsd, `events say ${usd(told)}, the simulator billed ${usd(kept.billedNanoUsd)}`);
const beside = await besidePings();
const ratio = (one: number, other: number): string =>
  `${one.toFixed(2)} ms against ${other.toFixed(2)} ms without, ratio ${(one / other).toFixed(3)}`;
say(`beside ${beside.pingsOut} pings that hang, a turn: ${ratio(beside.besideMs, beside.aloneMs)}`);
say(`a turn of a conversation whose ping is out: ${ratio(beside.ownMs, beside.secondMs)}`);
check(beside.pingsOut >= 50, `only ${beside.pingsOut} pings were out`);
check(beside.besideMs < 1.5 * beside.aloneMs + 1, 'pings that are out delay turns');
check(beside.ownMs < 1.5 * beside.secondMs + 1, 'a ping that is out delays its own conversation');
say('\nhow many conversations fit:');
for (const row of await memoryTable()) say(row);
for (const failure of failures) say(`FAIL ${failure}`);
say(`${failures.length} failures`);
process.exitCode = failures.length === 0 ? 0 : 1;
