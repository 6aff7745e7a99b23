/** How a program scores candidates; see the `evaluate` block of an experiment. */
export interface CommandSettings {
  /** Program and arguments; `{model}` and `{output}` are replaced in each. */
  readonly command: readonly string[];
  readonly metric: string;
  /** A regular expression whose first group is the number. */
  readonly pattern?: string | undefined;
  readonly timeoutMs: number;
  /** The variables that the program sees, complete. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the program starts; relative arguments mean files below it. */
  readonly folder: string;
}
