import type { MergeMethod } from '../tensor-merge.js';

/** Every method of merging, by the name it has in an experiment file. */
export const methods: ReadonlyMap<string, MergeMethod> = new Map(
  ([] as readonly MergeMethod[]).map((method) => [method.name, method]),
);
