import * as path from 'node:path';
import { ModelsmithError } from '../../base/errors.js';
import type { Files, RunContext } from '../../base/ports.js';
import { randomStream } from '../../base/random.js';
import type { EmittedEvent } from '../../protocol/events.js';
import { detectStacks, type LayerStack } from '../merge/resolution/layers.js';
import type { PlainMerge } from '../merge/spec/schema.js';
import { createAlgorithm, defaultSize } from './algorithms/create-algorithm.js';
import type { Algorithm } from './algorithms/algorithm.js';
import { CheckpointWorld } from './checkpoints/checkpoint-world.js';
import { genomeOf, openMembers, type Member, type MembersContext } from './checkpoints/members.js';
import { snapshotFolders } from './checkpoints/snapshot-folders.js';
import type { EvolveBegun } from './events.js';
import { genesOf, type Gene } from './merges/gene.js';
import { MergeWorld, shareOf } from './merges/merge-world.js';
import { PointWorld } from './points/point-world.js';
import type { EvolveSpec } from './spec/schema.js';
import type { World } from './world.js';

type Context = RunContext<EmittedEvent>;

/** CR where the file names none (spec, section 2): a few scalars of strangers, more of snapshots, most of values. */
const DEFAULT_RATES = { strangers: 0.01, snapshots: 0.5, values: 0.9 };

/** A population that can evolve. */
export interface Evolution {
  readonly world: World;
  readonly algorithm: Algorithm;
  readonly size: number;
  readonly genes: EvolveBegun['genes'];
  /** What originals are called, by slot; empty for values. */
  readonly labels: readonly string[];
  /** The models that rivals are made of, as a merge finds them. */
  readonly models: readonly string[];
  /** Set for checkpoints: the living can be written down. */
  readonly checkpoints: CheckpointWorld | undefined;
}

export interface PrepareOptions {
  /** What a snapshot keeps of the world. */
  readonly kept: unknown;
  readonly card: () => string;
  /** Members that were trained first, where the file asks for that. */
  readonly trained: readonly string[];
}

/** Opens what evolves and chooses how. Throws what the headers of the models say against it. */
export async function prepareEvolution(
  spec: EvolveSpec,
  context: Context,
  options: PrepareOptions,
): Promise<Evolution> {
  const { individuals } = spec;
  switch (individuals.type) {
    case 'checkpoints':
      return prepareCheckpoints(spec, individuals, { context, options });
    case 'merges':
      return prepareMerges(spec, individuals, { context, options });
    case 'points':
      return preparePoints(spec, individuals, { context, options });
  }
}

type Of<Type extends EvolveSpec['individuals']['type']> = Extract<EvolveSpec['individuals'], { type: Type }>;
interface Within {
  readonly context: Context;
  readonly options: PrepareOptions;
}

/** The models that a population of checkpoints begins with, as references or folders. */
export async function memberReferences(
  individuals: Of<'checkpoints'>,
  context: { readonly files: Files; readonly folder: string },
  trained: readonly string[],
): Promise<readonly string[]> {
  const { models, snapshots } = individuals;
  return models ?? (snapshots === undefined ? trained : snapshotFolders(snapshots, context));
}

async function prepareCheckpoints(
  spec: EvolveSpec,
  individuals: Of<'checkpoints'>,
  { context, options }: Within,
): Promise<Evolution> {
  const references = await memberReferences(individuals, context, options.trained);
  const members = await openMembers(references, context);
  const { genome, problems } = genomeOf(members, individuals.exclude);
  const [first, ...others] = problems.filter(({ severity }) => severity === 'error');
  if (first !== undefined) {
    throw new ModelsmithError([first, ...others]);
  }
  const { kept, card } = options;
  const world = new CheckpointWorld({ members, genome, merge: spec.merge, context, kept, card });
  await world.reopen();
  const size = members.length;
  const defaultRate = individuals.snapshots === undefined ? DEFAULT_RATES.strangers : DEFAULT_RATES.snapshots;
  const labels = individuals.models ?? references.map((folder) => path.basename(folder));
  const algorithm = createAlgorithm({ spec, size, defaultRate, start: undefined });
  return { world, algorithm, size, genes: [], labels, models: references, checkpoints: world };
}

/** The layers of the models of a merge, told by the headers of its base, else of its first model. */
export async function stacksOf(merge: PlainMerge, context: MembersContext): Promise<readonly LayerStack[]> {
  return stacksIn(await leadingModel(merge, context));
}

const stacksIn = (model: Member | undefined): readonly LayerStack[] =>
  detectStacks(model?.checkpoint.tensors.keys() ?? []);

/** The base of a merge, else its first model, without its adapter; undefined where it names none. */
async function leadingModel(
  { base_model: base, models = [] }: PlainMerge,
  context: MembersContext,
): Promise<Member | undefined> {
  const reference = base ?? models[0]?.model;
  if (reference === undefined) {
    return undefined;
  }
  const isThere = (await context.files.stat(path.resolve(context.folder, reference))) !== undefined;
  const plus = reference.lastIndexOf('+');
  const [member] = await openMembers([isThere || plus < 1 ? reference : reference.slice(0, plus)], context, 'merge');
  return member;
}

async function prepareMerges(
  spec: EvolveSpec,
  individuals: Of<'merges'>,
  { context, options }: Within,
): Promise<Evolution> {
  const { merge } = spec;
  if (merge === undefined) {
    throw new RangeError('a merge is needed');
  }
  const model = await leadingModel(merge, context);
  const stacks = individuals.layer_groups > 1 ? stacksIn(model) : [];
  const genes = genesOf(individuals, merge, stacks);
  const size = individuals.size ?? defaultSize(genes.length, spec.algorithm);
  const { kept, card } = options;
  const world = new MergeWorld({
    merge,
    genes,
    stacks,
    size: sizeAtStart(spec, size),
    candidateBytes: model?.checkpoint.shards.reduce((sum, shard) => sum + shard.bytes, 0) ?? 0,
    context,
    kept,
    card,
  });
  const start = startOf(spec, { mean: Float64Array.from(genes, shareOf), size });
  const algorithm = createAlgorithm({ spec, size, defaultRate: DEFAULT_RATES.values, start });
  const models = merge.models?.map(({ model }) => model) ?? [];
  return { world, algorithm, size, genes: genes.map(rangeOf), labels: [], models, checkpoints: undefined };
}

async function preparePoints(
  spec: EvolveSpec,
  individuals: Of<'points'>,
  { context, options }: Within,
): Promise<Evolution> {
  const { function: name, dimensions, range, bounds } = individuals;
  const size = individuals.size ?? defaultSize(dimensions, spec.algorithm);
  const start = randomStream(context.seed, 'evolve/start');
  const world = new PointWorld({
    function: name,
    dimensions,
    range,
    bounds,
    size: sizeAtStart(spec, size),
    start,
    kept: options.kept,
  });
  const mean = Float64Array.from({ length: dimensions }, (_, i) => range * (2 * start.uniform(i) - 1));
  const algorithm = createAlgorithm({
    spec,
    size,
    defaultRate: DEFAULT_RATES.values,
    start: startOf(spec, { mean, size, range: 2 * range }),
  });
  const genes = Array.from({ length: dimensions }, (_, i) => ({ name: `x${String(i + 1)}`, from: -range, to: range }));
  return Promise.resolve({ world, algorithm, size, genes, labels: [], models: [], checkpoints: undefined });
}

/** A distribution has no population: only where it begins is scored, as what the search has to beat. */
export const sizeAtStart = ({ algorithm }: EvolveSpec, size: number): number =>
  algorithm.name === 'cma-es' ? 1 : size;

function startOf(
  { algorithm }: EvolveSpec,
  { mean, size, range = 1 }: { readonly mean: Float64Array; readonly size: number; readonly range?: number },
): { readonly mean: Float64Array; readonly step: number; readonly trials: number } | undefined {
  return algorithm.name === 'cma-es' ? { mean, step: algorithm.sigma * range, trials: size } : undefined;
}

const rangeOf = ({ name, from, to }: Gene): EvolveBegun['genes'][number] => ({ name, from, to });
