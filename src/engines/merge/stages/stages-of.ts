import type { MergeSpec } from '../spec/schema.js';

/** A merge whose result later ones of the same file use by its name. */
export interface MergeStageSpec {
  readonly name: string;
  readonly spec: MergeSpec;
}

/** The stages of a file, each as a merge of its own, in their order. */
export function stagesOf(spec: MergeSpec): readonly MergeStageSpec[] {
  return (spec.stages ?? []).map(({ name, ...stage }) => ({ name, spec: stage }));
}
