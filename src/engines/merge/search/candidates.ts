import { setAtPath } from '../../../base/set-at-path.js';
import type { CandidateRole } from '../events.js';
import type { MergeSpec } from '../spec/schema.js';
import { gridOf } from '../spec/search-values.js';

/** Something to be scored: a model as it is, or a merge. */
export interface MergeCandidate {
  readonly role: CandidateRole;
  /** The model's reference; empty for a merge, which its role and values tell. */
  readonly label: string;
  readonly values: Readonly<Record<string, number>>;
  readonly model?: string;
  readonly spec?: MergeSpec;
}

/**
 * Lambda of the task arithmetic that stands beside every scored merge, with weight 1 for every task: what its authors
 * recommend where nothing can be validated (Ilharco et al., "Editing models with task arithmetic", ICLR 2023).
 */
const PLAIN_LAMBDA = 0.4;

/**
 * What is scored, in order: the base, every input, their plain average, task arithmetic, and the merge itself, once for
 * every combination of the values that are searched. Where layers are put together from slices, the first four are left out.
 */
export function candidatesOf(spec: MergeSpec): readonly MergeCandidate[] {
  const merges = gridOf(spec.search ?? {}).map(
    (values): MergeCandidate => ({
      role: spec.search === undefined ? 'merge' : 'trial',
      label: '',
      values,
      spec: Object.entries(values).reduce(
        (made, [key, value]) => setAtPath(made, key.split('.'), value) as MergeSpec,
        spec,
      ),
    }),
  );
  return [...baselinesOf(spec), ...merges];
}

function baselinesOf(spec: MergeSpec): readonly MergeCandidate[] {
  const { base_model: base, models } = spec;
  if (models === undefined) {
    return [];
  }
  const tasks = [...new Set(models.map(({ model }) => model))].filter((model) => model !== base);
  const plain = (method: MergeSpec['merge_method'], parameters: Readonly<Record<string, number>>): MergeSpec => ({
    ...without(spec, ['search', 'parameters', ...(method === 'linear' ? ['base_model'] : [])]),
    merge_method: method,
    models: tasks.map((model) => ({ model, parameters: { weight: 1 } })),
    parameters,
  });
  return [
    ...(base === undefined ? [] : [{ role: 'base', label: base, values: {}, model: base } as const]),
    ...tasks.map((model) => ({ role: 'input', label: model, values: {}, model }) as const),
    ...(tasks.length < 2 ? [] : [{ role: 'average', label: '', values: {}, spec: plain('linear', {}) } as const]),
    ...(base === undefined || tasks.length === 0
      ? []
      : [
          {
            role: 'task-arithmetic',
            label: '',
            values: { lambda: PLAIN_LAMBDA },
            spec: plain('task_arithmetic', { lambda: PLAIN_LAMBDA }),
          } as const,
        ]),
  ];
}

/** A model as a merge of nothing but itself: for one that is no folder by itself, such as a base with an adapter. */
export function aloneAsMerge(model: string): MergeSpec {
  return { merge_method: 'passthrough', models: [{ model }], max_shard_size: '5GB', allow_nan: false };
}

/** A spec that says nothing of some of its keys. */
function without(spec: MergeSpec, keys: readonly string[]): MergeSpec {
  return Object.fromEntries(Object.entries(spec).filter(([key]) => !keys.includes(key))) as MergeSpec;
}
