import type { PlanContext } from '../../experiments/kind.js';
import { checkEvaluators, evaluatorFiles } from '../../ml/evaluators/check-evaluators.js';
import { scoresByNetworks } from '../../protocol/evaluate.js';
import type { Plan } from '../../protocol/plan.js';
import { checkMerge } from './check-merge.js';
import { draftProblems } from './draft-problems.js';
import { estimateMerge, type MergeEstimate } from './estimate.js';
import { filesRead, type PreparedMerge } from './prepare.js';
import { ProblemList } from './resolution/problem-list.js';
import { candidatesOf } from './search/candidates.js';
import type { MergeSpec } from './spec/schema.js';
import { prepareStages } from './stages/prepare-stages.js';

/** What a merge would do and everything that stands in its way, from headers alone. */
export async function planMerge(spec: MergeSpec, context: PlanContext): Promise<Plan> {
  const { output, files, folder, experiment, draft } = context;
  const problems = new ProblemList();
  const { stages, last, isMade } = await prepareStages(spec, context, problems);
  const { memoryBytes: limitBytes, workers = 1 } = experiment.resources;
  const limits = { workers, limitBytes };
  const place = output?.path ?? folder;
  const estimate = await checkMerge(last, { files, experiment: experiment.file, output, place, limits }, problems);
  const all = problems.hasErrors ? [estimate] : [estimate, ...stages.map((stage) => estimateMerge(stage, limits))];
  const sum = (of: (one: MergeEstimate) => number): number => all.reduce((total, one) => total + of(one), 0);
  const inputs = new Set([...stages, last].flatMap(({ tensors }) => filesRead(tensors)));
  const candidates = spec.evaluate === undefined ? [] : candidatesOf(spec);
  const scored = candidates.length;
  const merges = 1 + candidates.filter((one) => one.spec !== undefined).length;
  if (merges > 1 && output !== undefined && !problems.hasErrors) {
    // One candidate at a time lies beside the run, before the result is begun.
    const freeBytes = await files.freeBytes(folder);
    if (estimate.writeBytes > freeBytes) {
      const args = { neededBytes: estimate.writeBytes, freeBytes };
      problems.add('disk-space', args, { file: folder, key: 'evaluate' });
    }
  }
  const { leading } = last;
  const checkpoint = leading === undefined ? undefined : { ...leading.checkpoint, tensors: leading.tensors };
  problems.push(...(await checkEvaluators(spec, { ...context, checkpoint })));
  const scoredOn = await evaluatorFiles(spec, context);
  return {
    kind: 'merge',
    name: experiment.name,
    problems: draft === undefined ? problems.list : draftProblems(problems.list, draft.removed),
    figures: [...figuresOf(last), ...(scored === 0 ? [] : [{ name: 'candidates', value: scored }])],
    // What the program takes isn't known. All but a model as it is have to be made, and the best once more.
    estimate: {
      ...estimate,
      readBytes: merges * sum(({ readBytes }) => readBytes),
      writeBytes: sum(({ writeBytes }) => writeBytes),
      seconds: merges * sum(({ seconds }) => seconds),
      memoryBytes:
        Math.max(...all.map(({ memoryBytes }) => memoryBytes)) + (scoresByNetworks(spec) ? networkBytes(last) : 0),
    },
    inputs: [...[...inputs].filter((file) => !isMade(file)), ...scoredOn],
    ...(output === undefined ? {} : { output: output.path }),
  };
}

/** What scores candidates beside the merge: TensorFlow's library (130 to 290 MB were measured), and a network. */
function networkBytes({ tensors }: PreparedMerge): number {
  return 300e6 + 4 * tensors.reduce((sum, { elements }) => sum + elements, 0);
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
