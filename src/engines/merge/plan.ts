import type { PlanContext } from '../../experiments/kind.js';
import type { Plan } from '../../protocol/plan.js';
import { checkMerge } from './check-merge.js';
import { filesRead, prepareMerge, type PreparedMerge } from './prepare.js';
import { ProblemList } from './resolution/problem-list.js';
import type { MergeSpec } from './spec/schema.js';

/** What a merge would do and everything that stands in its way, from headers alone. */
export async function planMerge(spec: MergeSpec, context: PlanContext): Promise<Plan> {
  const { output, files, folder, experiment } = context;
  const problems = new ProblemList();
  const merge = await prepareMerge(spec, context, problems);
  const { memoryBytes: limitBytes, workers = 1 } = experiment.resources;
  const place = output?.path ?? folder;
  const estimate = await checkMerge(merge, { files, output, place, limits: { workers, limitBytes } }, problems);
  return {
    kind: 'merge',
    name: experiment.name,
    problems: problems.list,
    figures: figuresOf(merge),
    estimate,
    inputs: filesRead(merge.tensors),
    ...(output === undefined ? {} : { output: output.path }),
  };
}

function figuresOf({ method, tasks, tensors, layout }: PreparedMerge): Plan['figures'] {
  const dtypes = new Set(tensors.flatMap((tensor) => (tensor.type === 'merge' ? [tensor.dtype] : [])));
  return [
    { name: 'method', value: method.name },
    { name: 'models', value: tasks.length },
    { name: 'tensors', value: tensors.length },
    { name: 'parameters', value: tensors.reduce((sum, { elements }) => sum + elements, 0) },
    { name: 'dtype', value: [...dtypes].join(', ') },
    { name: 'shards', value: layout.shards.length },
    { name: 'size', value: layout.totalBytes, unit: 'bytes' },
  ];
}
