import * as path from 'node:path';
import { isCancellation, problem, problemsOf, type Problem } from '../../base/errors.js';
import type { PlanContext } from '../../experiments/kind.js';
import { outputProblems } from '../../ml/tensors/output/output-problems.js';
import { checkEvaluators, evaluatorFiles } from '../../ml/evaluators/check-evaluators.js';
import type { Checkpoint } from '../../ml/tensors/checkpoint.js';
import type { Plan } from '../../protocol/plan.js';
import { planMerge } from '../merge/plan.js';
import type { PlainMerge } from '../merge/spec/schema.js';
import { planTraining } from '../train/plan.js';
import { defaultSize } from './algorithms/create-algorithm.js';
import { candidateBytes } from './checkpoints/checkpoint-world.js';
import { genomeOf, openMembers, type Member } from './checkpoints/members.js';
import { memberTraining } from './checkpoints/train-members.js';
import { diskLimit } from './disk-limit.js';
import { genesOf, mergeOf } from './merges/gene.js';
import { memberReferences, sizeAtStart, stacksOf } from './prepare.js';
import type { EvolveSpec } from './spec/schema.js';

type Of<Type extends EvolveSpec['individuals']['type']> = Extract<EvolveSpec['individuals'], { type: Type }>;
type Draft = Pick<Plan, 'problems' | 'inputs'> & {
  /** A model like those that will be scored, where there is one to look at. */
  readonly checkpoint?: Checkpoint | undefined;
  readonly figures: Plan['figures'];
  readonly size: number;
  readonly candidateBytes: number;
  readonly memoryBytes: number;
};

/** The program, its threads and a piece of every member and ancestor that is computed at once. */
const RUNTIME_BYTES = 250e6;
/** Elements of the pieces that are read, computed and written. */
const PIECE_ELEMENTS = 2 ** 18;
const BYTES = 4;

/** Where one of these is wrong by itself, nothing more can be said of the rest. */
const DECISIVE = ['individuals', 'merge', 'evaluate', 'validation', 'test'];

/** The plain mean of the members. */
const AVERAGE: PlainMerge = {
  merge_method: 'linear',
  parameters: { weight: 1 },
  max_shard_size: '5GB',
  allow_nan: false,
};

/** What an evolution would do and what stands in its way, from headers alone. */
export async function planEvolution(spec: EvolveSpec, context: PlanContext): Promise<Plan> {
  const { individuals } = spec;
  const { files, folder, experiment, output } = context;
  const draft =
    individuals.type === 'checkpoints'
      ? await planCheckpoints(spec, individuals, context)
      : individuals.type === 'merges'
        ? await planMerges(spec, individuals, context)
        : planPoints(spec, individuals);
  const diskBytes = await diskLimit(spec, context);
  const freeDiskBytes = await files.freeBytes(output?.path ?? folder);
  const scored = individuals.type === 'points' ? {} : spec;
  const problems = [
    ...draft.problems,
    ...(await checkEvaluators(scored, { ...context, checkpoint: draft.checkpoint })),
  ];
  if (draft.candidateBytes > diskBytes) {
    const args = { neededBytes: draft.candidateBytes, limitBytes: diskBytes };
    problems.push(problem('evolve-disk', args, { key: 'disk' }));
  }
  const writeBytes = individuals.type === 'points' ? 0 : 2 * draft.candidateBytes;
  if (writeBytes > freeDiskBytes) {
    problems.push(problem('disk-space', { neededBytes: writeBytes, freeBytes: freeDiskBytes }, { file: folder }));
  }
  const { memoryBytes: limitBytes } = experiment.resources;
  if (limitBytes !== undefined && draft.memoryBytes > limitBytes) {
    const args = { neededBytes: draft.memoryBytes, limitBytes };
    problems.push(problem('evolve-memory', args, { key: 'resources.memory' }));
  }
  const trials = draft.size * spec.generations;
  return {
    kind: 'evolve',
    name: experiment.name,
    problems: context.draft?.removed.some(([key]) => DECISIVE.includes(String(key))) === true ? [] : problems,
    figures: [
      { name: 'algorithm', value: spec.algorithm.name },
      { name: 'individuals', value: individuals.type },
      { name: 'population', value: draft.size },
      { name: 'generations', value: spec.generations },
      {
        name: 'evaluations',
        value: Math.min(spec.budget.evaluations ?? Number.POSITIVE_INFINITY, sizeAtStart(spec, draft.size) + trials),
      },
      ...draft.figures,
    ],
    estimate: { readBytes: 0, writeBytes, memoryBytes: draft.memoryBytes, freeDiskBytes },
    inputs: [...new Set([...draft.inputs, ...(await evaluatorFiles(scored, context))])],
    ...(output === undefined ? {} : { output: output.path }),
  };
}

async function planCheckpoints(spec: EvolveSpec, individuals: Of<'checkpoints'>, context: PlanContext): Promise<Draft> {
  if (individuals.transfer !== undefined) {
    return planTransfer(individuals.transfer, spec, context);
  }
  const problems: Problem[] = [];
  const members = await tryOr(problems, [], async () =>
    openMembers(await memberReferences(individuals, context, []), context),
  );
  const { genome, problems: found } = genomeOf(members, individuals.exclude);
  problems.push(...found);
  problems.push(...(await placeProblems(members, context)));
  const { merge } = spec;
  // Without a merge of its own: what a plain average would be warned of, which is other vocabularies.
  const models = members.map(({ label }) => ({ model: label }));
  const merged =
    members.length === 0
      ? undefined
      : await planMerge({ ...(merge ?? AVERAGE), models }, { ...context, output: undefined });
  problems.push(
    ...(merged?.problems ?? [])
      .filter(({ code }) => merge !== undefined || code === 'tokenizers-differ')
      .map((one) => ({ ...one, where: { ...one.where, key: merge === undefined ? 'individuals' : 'merge' } })),
  );
  const elements = genome.tensors.reduce((sum, tensor) => sum + (tensor.evolves ? tensor.elements : 0), 0);
  const bytes = candidateBytes(genome);
  return {
    problems,
    checkpoint: members[0]?.checkpoint,
    inputs: [...inputsOf(members), ...(merged?.inputs ?? [])],
    figures: [
      { name: 'parameters', value: elements },
      { name: 'size', value: bytes, unit: 'bytes' },
    ],
    size: members.length,
    candidateBytes: bytes,
    memoryBytes: Math.max(
      RUNTIME_BYTES + PIECE_ELEMENTS * BYTES * (4 * members.length + 8),
      merge === undefined ? 0 : (merged?.estimate.memoryBytes ?? 0),
    ),
  };
}

async function planTransfer(
  transfer: NonNullable<Of<'checkpoints'>['transfer']>,
  spec: EvolveSpec,
  context: PlanContext,
): Promise<Draft> {
  const plan = await planTraining(memberTraining(transfer, 0), { ...context, output: undefined });
  const parameters = plan.figures.find(({ name }) => name === 'parameters')?.value;
  const bytes = Number(parameters ?? 0) * BYTES;
  const key = (one: Problem): Problem => ({
    ...one,
    where: {
      ...one.where,
      key: ['individuals.transfer.train', ...(one.where.key === undefined ? [] : [one.where.key])].join('.'),
    },
  });
  return {
    problems: [...plan.problems.map(key), ...(await placeProblems([], context))],
    inputs: plan.inputs,
    figures: parameters === undefined ? [] : [{ name: 'parameters', value: parameters }],
    size: transfer.members,
    candidateBytes: bytes + (spec.merge === undefined ? 0 : bytes),
    memoryBytes: plan.estimate.memoryBytes,
  };
}

async function planMerges(spec: EvolveSpec, individuals: Of<'merges'>, context: PlanContext): Promise<Draft> {
  const { merge } = spec;
  const none: Draft = { problems: [], inputs: [], figures: [], size: 0, candidateBytes: 0, memoryBytes: RUNTIME_BYTES };
  if (merge === undefined) {
    return none;
  }
  const problems: Problem[] = [];
  const stacks = await tryOr(problems, [], () => stacksOf(merge, context));
  const layers = stacks[0]?.layers ?? 0;
  const { layer_groups: layerGroups } = individuals;
  if (problems.length === 0 && layerGroups > 1 && layerGroups > layers) {
    problems.push(problem('evolve-layers-unknown', { layerGroups, layers }, { key: 'individuals.layer_groups' }));
    return { ...none, problems };
  }
  const genes = genesOf(individuals, merge, layerGroups > 1 ? stacks : []);
  const start = genes.map((gene) => gene.start);
  const plan = await planMerge(mergeOf(merge, genes, start, layerGroups > 1 ? stacks : []), context);
  return {
    problems: [
      ...problems,
      ...plan.problems.map((one) => {
        const { key } = one.where;
        const isMerges = key !== undefined && !['output', 'resources'].includes(key.split('.')[0] ?? '');
        return isMerges ? { ...one, where: { ...one.where, key: `merge.${key}` } } : one;
      }),
    ],
    inputs: plan.inputs,
    figures: [{ name: 'genes', value: genes.length }, ...plan.figures.filter(({ name }) => name === 'parameters')],
    size: individuals.size ?? defaultSize(genes.length, spec.algorithm),
    candidateBytes: plan.estimate.writeBytes,
    memoryBytes: plan.estimate.memoryBytes,
  };
}

function planPoints(spec: EvolveSpec, { dimensions, size }: Of<'points'>): Draft {
  return {
    problems: [],
    inputs: [],
    figures: [{ name: 'dimensions', value: dimensions }],
    size: size ?? defaultSize(dimensions, spec.algorithm),
    candidateBytes: 0,
    memoryBytes: RUNTIME_BYTES,
  };
}

/** What stands in the way of the output's name. */
async function placeProblems(members: readonly Member[], context: PlanContext): Promise<readonly Problem[]> {
  const { output, files, experiment } = context;
  if (output === undefined) {
    return [];
  }
  const inputs = await Promise.all(
    members.map(async ({ label, checkpoint: { folder } }) => ({
      reference: label,
      folder,
      identity: (await files.realPath(folder)) ?? folder,
    })),
  );
  return outputProblems(output, { files, experiment: experiment.file, inputs });
}

/** Configuration, tokenizer, code. */
const DECIDES = /\.(json|model|txt|jinja|tiktoken|py)$/;

/** Files that decide what an individual is: weights, and all that says how its model computes. */
function inputsOf(members: readonly Member[]): readonly string[] {
  const files = members.flatMap(({ checkpoint }) => [
    ...checkpoint.shards.map(({ file }) => file),
    ...checkpoint.companions.filter((name) => DECIDES.test(name)).map((name) => path.join(checkpoint.folder, name)),
  ]);
  return [...new Set(files)];
}

/** What `work` gives; what headers tell against it goes to the problems. */
async function tryOr<Value>(problems: Problem[], otherwise: Value, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (thrown) {
    if (isCancellation(thrown)) {
      throw thrown;
    }
    problems.push(...problemsOf(thrown));
    return otherwise;
  }
}
