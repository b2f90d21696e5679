import type { Volatile } from './normalise.ts';
import type { Prompt, Scenario } from './scenario.ts';

/** How a client's process is started. */
export interface ClientCommand {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Where one run of a client takes place: nothing outside `home` and `folder` is its own. */
export interface RunPlace {
  readonly baseUrl: string;
  readonly home: string;
  readonly folder: string;
}

/** A real agent that speaks the Messages API, run headless and offline. */
export interface Client {
  readonly name: string;
  /** The npm package, at the one version that the scenarios are written for. */
  readonly package: { readonly name: string; readonly version: string };
  /** The executable below `node_modules`; a script is run by this process's own Node. */
  readonly executable: string;
  /** Files that stand in its home from the start. */
  readonly homeFiles?: Readonly<Record<string, string>>;
  command(prompt: Prompt, place: RunPlace): ClientCommand;
  /** What the client told its user in the end, from its standard output. */
  resultOf(output: string): unknown;
  /** Beside what is volatile in every client. */
  readonly volatile: readonly Volatile[];
  readonly scenarios: readonly Scenario[];
}
