/** One mistake in a configuration: where, what, and what was probably meant. */
export interface SettingsProblem {
  /** Path in the file, `tiers.execution.effort` or `simpleTools[3]`. */
  readonly path: string;
  readonly message: string;
  readonly suggestion?: string;
}
