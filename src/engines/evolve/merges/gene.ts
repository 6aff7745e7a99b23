import { setAtPath } from '../../../base/set-at-path.js';
import { findMethod } from '../../merge/spec/methods.js';
import type { MergeSpec, PlainMerge } from '../../merge/spec/schema.js';
import type { LayerStack } from '../../merge/resolution/layers.js';
import { genesOfMethod } from '../spec/genes-of-method.js';
import type { EvolveSpec } from '../spec/schema.js';

type Merges = Extract<EvolveSpec['individuals'], { type: 'merges' }>;

/** One number of a merge that evolves. */
export interface Gene {
  /** For people: the parameter, the model where each has its own, the layers where groups have theirs. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly parameter: string;
  /** The place of the model among `merge.models`; undefined for a parameter that all share. */
  readonly model: number | undefined;
  /** Which group of layers; undefined where one value is for all. */
  readonly group: number | undefined;
}

/** First and last layer of a group, in every stack. */
export interface LayerGroup {
  readonly stack: LayerStack;
  readonly from: number;
  readonly to: number;
}

/** Neighbouring layers of each stack in so many groups, as even as can be: `[group][stack]`. */
export function layerGroups(stacks: readonly LayerStack[], groups: number): readonly (readonly LayerGroup[])[] {
  return Array.from({ length: groups }, (_, group) =>
    stacks.map((stack) => ({
      stack,
      from: Math.floor((group * stack.layers) / groups),
      to: Math.floor(((group + 1) * stack.layers) / groups) - 1,
    })),
  );
}

/** The genes of an experiment, in the order of its `genes`, then models, then groups. What the method doesn't have is left out. */
export function genesOf(
  { genes, layer_groups: groups }: Merges,
  merge: PlainMerge,
  stacks: readonly LayerStack[],
): readonly Gene[] {
  const numbers = genesOfMethod(merge.merge_method);
  const [stack] = stacks;
  const tasks = tasksOf(merge);
  return Object.entries(genes).flatMap(([parameter, range]) => {
    const known = numbers.get(parameter);
    if (known === undefined) {
      return [];
    }
    const { from, to, start = (from + to) / 2 } = range;
    const inGroups = groups > 1 && !known.topLevel;
    const groupsOf = inGroups ? layerGroups(stack === undefined ? [] : [stack], groups) : [undefined];
    const models = known.perModel ? tasks : [undefined];
    return models.flatMap((model) =>
      groupsOf.map((layers, group): Gene => {
        const [first] = layers ?? [];
        const where = first === undefined ? [] : [`${String(first.from)}–${String(first.to)}`];
        const name = [parameter, ...(model === undefined ? [] : [model.reference]), ...where].join(' · ');
        return { name, from, to, start, parameter, model: model?.index, group: inGroups ? group : undefined };
      }),
    );
  });
}

/** The models of a merge that have parameters of their own: all but an entry that is the base. */
function tasksOf({ models = [], base_model: base, merge_method: method }: PlainMerge): readonly {
  readonly reference: string;
  readonly index: number;
}[] {
  const role = findMethod(method)?.base;
  const isBase = (model: string): boolean => model === base && (role === 'required' || role === 'optional');
  return models.flatMap(({ model }, index) => (isBase(model) ? [] : [{ reference: model, index }]));
}

/** The merge that values stand for: each where its gene says, in place of what the file has there. */
export function mergeOf(
  merge: PlainMerge,
  genes: readonly Gene[],
  values: readonly number[],
  stacks: readonly LayerStack[],
): MergeSpec {
  const groups = genes.reduce((most, { group }) => Math.max(most, (group ?? -1) + 1), 0);
  const layers = layerGroups(stacks, groups);
  const settings = new Map<
    string,
    { readonly path: readonly string[]; readonly values: (readonly [number | undefined, number])[] }
  >();
  for (const [index, { parameter, model, group }] of genes.entries()) {
    const path = model === undefined ? ['parameters', parameter] : ['models', String(model), 'parameters', parameter];
    const key = path.join('.');
    const setting = settings.get(key) ?? { path, values: [] };
    setting.values.push([group, values[index] ?? 0]);
    settings.set(key, setting);
  }
  let made: unknown = { ...merge };
  for (const { path, values: given } of settings.values()) {
    made = setAtPath(made, path, given.length === 1 ? (given[0]?.[1] ?? 0) : filtersOf(given, layers));
  }
  return made as MergeSpec;
}

/** One filter for each layer of each group, and the first group's value for what lies outside the layers. */
function filtersOf(
  given: readonly (readonly [number | undefined, number])[],
  layers: readonly (readonly LayerGroup[])[],
): readonly { readonly filter?: string; readonly value: number }[] {
  const filters = given.flatMap(([group, value]) =>
    (layers[group ?? 0] ?? []).flatMap(({ stack, from, to }) =>
      Array.from({ length: to - from + 1 }, (_, i) => ({ filter: `${stack.prefix}.${String(from + i)}.`, value })),
    ),
  );
  return [...filters, { value: given[0]?.[1] ?? 0 }];
}
