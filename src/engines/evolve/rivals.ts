import type { MergeSpec, PlainMerge } from '../merge/spec/schema.js';
import type { PartScore, Recipe, Rival } from './evolve-state.js';
import type { Evolution } from './prepare.js';
import type { EvolveSpec } from './spec/schema.js';

/** Lambdas of the task arithmetic that is tuned beside every evolution that has a base. */
const LAMBDAS = [0.2, 0.4, 0.6, 0.8, 1];

interface RivalOptions {
  readonly evolution: Evolution;
  readonly maximize: boolean;
  /** Fitness; undefined for what fails. */
  readonly score: (recipe: Recipe) => Promise<PartScore | undefined>;
}

/**
 * What the result has to be measured by (spec, section 7): the best original, their plain average, the merge as the file
 * gives it, and task arithmetic with the lambda that fitness likes best, where there is a base. What fails is left out.
 */
export async function plannedRivals(spec: EvolveSpec, options: RivalOptions): Promise<readonly Rival[]> {
  const { merge } = spec;
  const models = tasksOf(options.evolution.models, merge);
  const rivals = [await bestMember(models, options)];
  if (models.length > 1) {
    rivals.push(await rival({ role: 'average', recipe: average(models) }, options));
  }
  if (merge !== undefined) {
    // Where evolution begins: the first one has the values of the file, and a population is merged as it is.
    const { originals } = options.evolution.world;
    const recipe: Recipe =
      spec.individuals.type === 'merges'
        ? { type: 'individual', id: originals[0] ?? 0 }
        : { type: 'population', ids: originals };
    rivals.push(await rival({ role: 'merge', recipe }, options));
  }
  if (merge?.base_model !== undefined) {
    rivals.push(await tuned(models, merge.base_model, options));
  }
  return rivals.flatMap((one) => one ?? []);
}

/** Evaluations that rivals take at most. */
export function mostRivals({ merge }: EvolveSpec, models: number): number {
  return models + 1 + (merge === undefined ? 0 : 1) + (merge?.base_model === undefined ? 0 : LAMBDAS.length);
}

type Told = Pick<Rival, 'role' | 'recipe'> & Partial<Pick<Rival, 'label' | 'values'>>;

async function rival(
  { role, recipe, label = '', values = {} }: Told,
  options: RivalOptions,
): Promise<Rival | undefined> {
  const fitness = await options.score(recipe);
  return fitness === undefined ? undefined : { role, label, values, recipe, fitness };
}

async function bestMember(models: readonly string[], options: RivalOptions): Promise<Rival | undefined> {
  const members: (Rival | undefined)[] = [];
  const { labels, models: all, checkpoints } = options.evolution;
  for (const model of models) {
    const id = all.indexOf(model);
    // An original has been scored under its own number, which is remembered.
    const recipe: Recipe = checkpoints === undefined ? { type: 'model', model } : { type: 'individual', id };
    members.push(await rival({ role: 'member', label: labels[id] ?? model, recipe }, options));
  }
  return bestRival(members, options);
}

async function tuned(models: readonly string[], base: string, options: RivalOptions): Promise<Rival | undefined> {
  const tried: (Rival | undefined)[] = [];
  for (const lambda of LAMBDAS) {
    const spec: MergeSpec = {
      ...plain('task_arithmetic', models),
      base_model: base,
      parameters: { lambda },
    };
    tried.push(await rival({ role: 'tuned', values: { lambda }, recipe: { type: 'merge', spec } }, options));
  }
  return bestRival(tried, options);
}

const average = (models: readonly string[]): Recipe => ({ type: 'merge', spec: plain('linear', models) });

function plain(method: MergeSpec['merge_method'], models: readonly string[]): MergeSpec {
  return {
    merge_method: method,
    models: models.map((model) => ({ model, parameters: { weight: 1 } })),
    max_shard_size: '5GB',
    allow_nan: false,
  };
}

/** The models that bring something, without the base. */
function tasksOf(models: readonly string[], merge: PlainMerge | undefined): readonly string[] {
  return [...new Set(models)].filter((model) => model !== merge?.base_model);
}

/** The first of the best. */
function bestRival(rivals: readonly (Rival | undefined)[], { maximize }: RivalOptions): Rival | undefined {
  return rivals.reduce((best, one) => {
    if (one === undefined || best === undefined) {
      return best ?? one;
    }
    const isBetter = maximize ? one.fitness.score > best.fitness.score : one.fitness.score < best.fitness.score;
    return isBetter ? one : best;
  }, undefined);
}
