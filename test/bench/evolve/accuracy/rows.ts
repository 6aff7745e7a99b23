/** What a way of making one model of the specialists came to. */
export interface Row {
  readonly name: string;
  /** What it was chosen by, and what it then had on the set that nothing was chosen by; percent. */
  readonly dev: number;
  readonly test: number;
  /** Candidates that were scored on the validation set. */
  readonly evaluations: number;
}

/** The names that the checks ask for. */
export const rowNames = {
  single: 'best single member',
  average: 'plain averaging',
  taskArithmetic: 'task arithmetic, 45 lambdas',
  pcb: 'PCB .1, lambda 1',
  tunedPcb: 'PCB, 3 ratios x 15 lambdas',
  evolver: 'Evolver, plain',
  evolverPcb: 'Evolver + PCB .1, lambda 1',
  evolverTunedPcb: 'Evolver + tuned PCB',
  evolvedTaskArithmetic: 'task arithmetic, a lambda a task by CMA-ES',
  evolvedPcb: 'PCB .1, a lambda a task by CMA-ES',
} as const;
