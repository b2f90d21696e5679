import { nanoToUsd, type TurnEvent } from '../../src/core/index.ts';
import type { BilledRequest } from '../../src/simulator/index.ts';
import { faultKinds, type PlantedFault } from './plant.ts';

/** A turn as it was played. */
export interface FaultedTurn {
  readonly key: string;
  readonly fault: PlantedFault | undefined;
  /** How the reply differs from the recorded one; absent: it does not. */
  readonly difference: string | undefined;
}

/** One run over all turns. */
export interface PlayedRun {
  readonly played: readonly FaultedTurn[];
  readonly events: readonly TurnEvent[];
  readonly billed: readonly BilledRequest[];
}

interface JudgedTurn extends FaultedTurn {
  /** The execution model was asked. */
  readonly wasAsked: boolean;
  readonly verdict: string | undefined;
}

/** Prints what became of the planted faults, and what the run cost; returns what should not have happened. */
export function report(routed: PlayedRun, home: PlayedRun): readonly string[] {
  const turns = routed.played.map((turn, index) => judged(turn, routed.events[index]));
  const asked = turns.filter(({ wasAsked }) => wasAsked);
  const planted = asked.filter(({ fault }) => fault !== undefined);
  const lines = faultKinds.map((kind) =>
    line(
      kind,
      planted.filter(({ fault }) => fault?.kind === kind),
    ),
  );
  const wrongly = turns.filter(({ fault, verdict }) => fault === undefined && verdict !== undefined);
  print([
    `${turns.length} turns, the execution model asked on ${asked.length}, wrong on ${planted.length} of them`,
    'fault                 planted  caught  behind a text that went out first  reached the client',
    ...lines,
    `right replies escalated: ${wrongly.length} of ${asked.length - planted.length}`,
    ...money(routed, home),
  ]);
  const visible = planted.filter(({ fault, difference }) => fault?.isBehindText === false && difference !== undefined);
  const changed = turns.filter(({ fault, difference }) => fault === undefined && difference !== undefined);
  const misnamed = planted.filter(({ fault, verdict }) => verdict !== undefined && verdict !== fault?.kind);
  return [
    ...visible.map(({ key }) => `FAILED ${key}: a wrong reply reached the client`),
    ...wrongly.map(({ key, verdict }) => `FAILED ${key}: a right reply was escalated as ${verdict}`),
    ...changed.map(({ difference }) => `FAILED ${difference}`),
    ...misnamed.map(({ key, fault, verdict }) => `FAILED ${key}: ${fault?.kind} was called ${verdict}`),
  ];
}

function judged(turn: FaultedTurn, event: TurnEvent | undefined): JudgedTurn {
  const first = event?.attempts[0];
  return { ...turn, wasAsked: first?.tier === 'execution', verdict: first?.verdict?.reason };
}

function line(kind: string, turns: readonly JudgedTurn[]): string {
  const caught = turns.filter(({ verdict }) => verdict !== undefined).length;
  const behind = turns.filter(({ fault }) => fault?.isBehindText).length;
  const seen = turns.filter(({ difference }) => difference !== undefined).length;
  const figures = [
    String(turns.length).padStart(7),
    String(caught).padStart(6),
    String(behind).padStart(33),
    String(seen).padStart(18),
  ];
  return `${kind.padEnd(20)}  ${figures.join('  ')}`;
}

function money(routed: PlayedRun, home: PlayedRun): readonly string[] {
  const [usd, homeUsd] = [routed, home].map(({ billed }) => nanoToUsd(sum(billed, (one) => one.costPicoUsd) / 1_000));
  const [seconds, homeSeconds] = [routed, home].map(
    ({ billed }) => sum(billed, (one) => one.firstTokenMs + one.generationMs) / 1_000,
  );
  const savedUsd = nanoToUsd(sum(routed.events, ({ bill }) => bill?.savedNanoUsd ?? 0));
  return [
    `cost: $${usd?.toFixed(4)} routed, $${homeUsd?.toFixed(4)} at the reasoning tier alone (${percent(usd, homeUsd)}); the gateway's own reckoning: saved $${savedUsd.toFixed(4)}`,
    `time, modelled: ${seconds?.toFixed(0)} s routed, ${homeSeconds?.toFixed(0)} s at the reasoning tier alone (${percent(seconds, homeSeconds)})`,
  ];
}

function percent(part = 0, whole = 0): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((total, one) => total + of(one), 0);
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
