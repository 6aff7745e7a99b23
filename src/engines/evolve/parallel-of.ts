import type { EvolveSpec } from './spec/schema.js';

/** Candidates that may be scored at once, so that their files keep to the disk space. */
export function parallelOf({ evaluate }: EvolveSpec, candidateBytes: number, diskBytes: number): number {
  const wanted = evaluate?.parallel ?? 1;
  const fits = candidateBytes === 0 ? wanted : Math.floor(diskBytes / candidateBytes);
  return Math.max(1, Math.min(wanted, fits));
}
