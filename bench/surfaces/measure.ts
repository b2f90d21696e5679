/** Plays one turn; the number tells conversations apart. Resolves when its reply was read to its end. */
export type PlayTurn = (number: number) => Promise<unknown>;

/** What one turn costs this process. */
export interface TurnCost {
  readonly cpuUs: number;
  readonly wallUs: number;
}

/** A way to play a turn, with what it cost in each round. */
export interface Measured {
  readonly name: string;
  readonly rounds: readonly TurnCost[];
}

let conversations = 0;

/** Plays every way in turn, round after round, so that whatever else the machine does befalls all; the first round warms up. */
export async function measure(
  ways: readonly { readonly name: string; readonly play: PlayTurn }[],
  { rounds, turns }: { readonly rounds: number; readonly turns: number },
): Promise<readonly Measured[]> {
  const costs = ways.map((): TurnCost[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { play }] of ways.entries()) {
      const cost = await costOf(play, turns);
      if (round > 0) costs[index]?.push(cost);
    }
  }
  return ways.map(({ name }, index) => ({ name, rounds: costs[index] ?? [] }));
}

async function costOf(play: PlayTurn, turns: number): Promise<TurnCost> {
  const cpu = process.cpuUsage();
  const startedAtMs = performance.now();
  for (let turn = 0; turn < turns; turn++) await play(++conversations);
  const { user, system } = process.cpuUsage(cpu);
  return { cpuUs: (user + system) / turns, wallUs: ((performance.now() - startedAtMs) * 1_000) / turns };
}

/** The middle of the rounds. */
export function medianOf({ rounds }: Measured): TurnCost {
  const middle = (values: readonly number[]) =>
    values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
  return { cpuUs: middle(rounds.map(({ cpuUs }) => cpuUs)), wallUs: middle(rounds.map(({ wallUs }) => wallUs)) };
}
