import * as path from 'node:path';
import type { PlanContext } from '../../experiments/kind.js';
import type { Plan } from '../../protocol/plan.js';
import { checkOutput } from './check-output.js';
import { estimateMerge } from './estimate.js';
import { filesRead, prepareMerge, type PreparedMerge } from './prepare.js';
import { ProblemList } from './resolution/problem-list.js';
import type { MergeSpec } from './spec/schema.js';

/** What a merge would do and everything that stands in its way, from headers alone. */
export async function planMerge(spec: MergeSpec, context: PlanContext): Promise<Plan> {
  const problems = new ProblemList();
  const merge = await prepareMerge(spec, context, problems);
  const { output, files } = context;
  if (output !== undefined) {
    await checkOutput(output, { files, models: merge.models.values(), problems });
  }
  const limitBytes = context.experiment.resources.memoryBytes;
  const estimate = problems.hasErrors ? NO_ESTIMATE : estimateMerge(merge, limitBytes);
  const freeDiskBytes = await files.freeBytes(output?.path ?? context.folder);
  if (estimate.writeBytes > freeDiskBytes) {
    problems.add('disk-space', { neededBytes: estimate.writeBytes, freeBytes: freeDiskBytes }, { key: 'output' });
  }
  if (limitBytes !== undefined && estimate.memoryBytes > limitBytes) {
    const args = { neededBytes: estimate.memoryBytes, limitBytes };
    problems.add('merge-memory', args, { key: 'resources.memory' });
  }
  return {
    kind: 'merge',
    name: context.experiment.name,
    problems: problems.list,
    figures: figuresOf(merge),
    estimate: { ...estimate, freeDiskBytes },
    inputs: filesRead(merge.tensors),
    ...(output === undefined ? {} : { output: path.resolve(output.path) }),
  };
}

const NO_ESTIMATE = { readBytes: 0, writeBytes: 0, memoryBytes: 0, seconds: 0 };

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
