/** Codes of evolutions; see `error-codes.ts`, which takes them in. */
export interface EvolutionErrorArguments {
  /** Models with adapters don't evolve. */
  'evolve-adapter': { readonly model: string };
  'evolve-algorithm-unfit': { readonly algorithm: string; readonly individuals: string };
  /** A warning: the result is the best of many by this score. */
  'evolve-chosen-by-fitness': { readonly evaluations: number };
  'evolve-disk': { readonly neededBytes: number; readonly limitBytes: number };
  'evolve-exclude-invalid': { readonly pattern: string };
  /** A warning: no tensor's name matches. */
  'evolve-exclude-unmatched': { readonly pattern: string };
  'evolve-fitness-missing': Record<string, never>;
  'evolve-gene-range': { readonly gene: string };
  'evolve-gene-unknown': { readonly gene: string; readonly method: string; readonly known: readonly string[] };
  'evolve-layers-unknown': { readonly layerGroups: number; readonly layers: number };
  /** Two members have other tensors, or a tensor of another shape. */
  'evolve-members-differ': {
    readonly other: string;
    readonly shape: readonly number[] | undefined;
    readonly otherShape: readonly number[] | undefined;
  };
  /** A merge that a whole population is scored by names no models of its own. */
  'evolve-merge-models': Record<string, never>;
  'evolve-merge-needed': Record<string, never>;
  'evolve-merge-not-scored': { readonly algorithm: string };
  /** A warning: the result isn't better than these on that part. */
  'evolve-no-better': {
    readonly part: 'fitness' | 'validation' | 'test';
    readonly rivals: readonly { readonly role: string; readonly label: string }[];
  };
  /** A note: the living could not be written down. */
  'evolve-not-consolidated': { readonly neededBytes: number; readonly freeBytes: number };
  'evolve-nothing-scored': Record<string, never>;
  'evolve-nothing-to-write': { readonly individual: number };
  /** A run of another kind has no individuals. */
  'evolve-other-kind': { readonly run: string; readonly kind: string };
  /** A warning: fitness went up since a generation, the validation score didn't. */
  'evolve-parted': { readonly fitness: number; readonly validation: number; readonly generation: number };
  'evolve-population-small': { readonly size: number; readonly needed: number; readonly algorithm: string };
  'evolve-snapshots-few': { readonly folder: string; readonly found: number; readonly wanted: number };
  'evolve-memory': { readonly neededBytes: number; readonly limitBytes: number };
  /** A part is scored by another metric than fitness, or in the other direction. */
  'evolve-part-metric': {
    readonly part: 'validation' | 'test';
    readonly metric: string;
    readonly fitness: string;
  };
  /** A warning: a part is scored just as fitness is. */
  'evolve-part-same': { readonly part: 'validation' | 'test' };
  'evolve-transfer-source': Record<string, never>;
  /** A value that the training doesn't take at that key. */
  'evolve-vary': { readonly key: string; readonly value: string };
  'evolve-unknown-individual': { readonly individual: number; readonly last: number };
}
