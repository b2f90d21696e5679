import type { Scenario } from '../../simulator/index.ts';

/** Who the assistant talks to. */
export interface Person {
  /** What they say next, once the assistant has answered; `undefined` ends the conversation. */
  speak(): string | undefined;
  /** What they typed while the last tools ran. */
  interject(): string | undefined;
}

/**
 * The user of a scenario. Where a scripted turn ends in tool calls, the user's next words arrive beside their results:
 * once the assistant has taken that many steps, or, if it stops before (a real model may), as an ordinary message.
 */
export function scriptedPerson({ turns }: Scenario): Person {
  let said = 0;
  let steps = 0;
  const speak = () => {
    steps = 0;
    said += 1;
    return turns[said - 1]?.user;
  };
  return {
    speak,
    interject() {
      steps += 1;
      const script = turns[said - 1]?.steps ?? [];
      const endsInCalls = (script.at(-1)?.calls ?? []).length > 0;
      return endsInCalls && steps >= script.length ? speak() : undefined;
    },
  };
}
