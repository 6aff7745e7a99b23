/** What the mocha inside the extension host tells the process that started VS Code, as JSON in a file. */
export interface HostReport {
  readonly results: readonly HostResult[];
}

export interface HostResult {
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
  /** The stack of what was thrown. */
  readonly error?: string;
}
