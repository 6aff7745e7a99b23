/** What a search made of a population, for one seed. */
export interface SearchRow {
  readonly name: string;
  /** Accuracy in percent on the images that it was selected by, and on those that nothing was. */
  readonly fitness: number;
  readonly test: number;
  readonly evaluations: number;
  readonly cpuSeconds: number;
}

/** Where the members come from: one run's last epochs, or fine-tunes of one network by different recipes. */
export type PopulationName = 'snapshots' | 'transfer';

/** The rows that the checks ask for. */
export const searchNames = {
  single: 'best single member',
  average: 'average of the members',
  cade: 'CADE',
  constant: 'constant F and CR',
  jde: 'jDE',
  shade: 'SHADE',
  training: 'further training',
} as const;
