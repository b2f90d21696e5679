import type { Fault } from './faults.ts';
import type { Volatile } from './normalise.ts';
import type { Script } from './script.ts';

/** One run of a client's process: what it is told on its command line. */
export interface Prompt {
  readonly text: string;
  readonly model: string;
  /** Goes on with the conversation of the run before. */
  readonly continues?: boolean;
}

/** Something that a person does with a client, what the model answers, and how the gateway must decide each turn. */
export interface Scenario {
  readonly name: string;
  readonly prompts: readonly Prompt[];
  /** The answers, given the folder that the client works in. */
  readonly script: (folder: string) => Script;
  readonly faults?: readonly (Fault | undefined)[];
  /** The gateway keeps the fault from the client: the call that met it counts on neither side. */
  readonly isCaught?: boolean;
  /** What this scenario may change beside what is volatile in every run of the client. */
  readonly volatile?: readonly Volatile[];
  /** The turns that the gateway must tell, conversation by conversation, each as `reason tier place`. */
  readonly turns: readonly (readonly string[])[];
}
