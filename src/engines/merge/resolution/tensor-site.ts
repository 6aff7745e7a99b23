import {
  isInputEmbedding,
  moduleOfTensor,
  nameInLayer,
  placeInLayers,
  type LayerStack,
  type ModelModule,
} from './layers.js';
import type { MergeGroup, ModuleRecipe, SliceGroup, SourceEntry } from './merge-group.js';

/** One tensor of the output before its inputs are looked up. */
export interface TensorSite {
  readonly name: string;
  readonly group: MergeGroup;
  readonly layer: number | undefined;
  readonly module: string;
  /** Where the layer stands among its like, 0 to 1: what gradients go by. 0 outside the layers. */
  readonly position: number;
  readonly nameIn: (entry: SourceEntry) => string;
}

/** Every tensor that the recipes' models have, under its name in the output. */
export function listSites(recipes: readonly ModuleRecipe[], modules: readonly ModelModule[]): readonly TensorSite[] {
  const stacks = modules.flatMap(({ stack }) => (stack === undefined ? [] : [stack]));
  const belongs = (recipe: ModuleRecipe, name: string): boolean =>
    recipe.path === '' || moduleOfTensor(name, modules)?.name === recipe.module;
  const label = (name: string, rest: string): string => {
    const module = modules.length > 1 ? moduleOfTensor(name, modules)?.name : undefined;
    const short = rest.replace(/\.weight$/, '');
    return module === undefined ? short : `${module}.${short}`;
  };
  return recipes.flatMap((recipe) =>
    recipe.type === 'whole'
      ? wholeSites(recipe.group, stacks, { belongs: (name) => belongs(recipe, name), label })
      : [
          ...recipe.slices.flatMap((slice) => sliceSites(slice, recipe.stack, label)),
          ...outerSites(recipe.slices, stacks, (name) => belongs(recipe, name)),
        ],
  );
}

type Label = (name: string, rest: string) => string;

/** t = layer / (layers - 1); a single layer has t = 1. */
function positionOf(layer: number, layers: number): number {
  return layers > 1 ? layer / (layers - 1) : 1;
}

function wholeSites(
  group: MergeGroup,
  stacks: readonly LayerStack[],
  options: { readonly belongs: (name: string) => boolean; readonly label: Label },
): readonly TensorSite[] {
  return namesOf(group)
    .filter(options.belongs)
    .map((name): TensorSite => {
      const place = placeInLayers(name, stacks);
      return {
        name,
        group,
        layer: place?.layer,
        module: place === undefined ? name.replace(/\.weight$/, '') : options.label(name, place.rest),
        position: place === undefined ? 0 : positionOf(place.layer, place.stack.layers),
        nameIn: () => name,
      };
    });
}

function sliceSites(slice: SliceGroup, stack: LayerStack, label: Label): readonly TensorSite[] {
  const rests = new Map<number, Set<string>>();
  for (const entry of entriesOf(slice)) {
    for (const name of entry.model.tensors.keys()) {
      const place = placeInLayers(name, [stack]);
      const offset = place === undefined ? -1 : place.layer - entry.firstLayer;
      if (place !== undefined && offset >= 0 && offset < slice.layers) {
        rests.set(offset, (rests.get(offset) ?? new Set()).add(place.rest));
      }
    }
  }
  return [...rests].flatMap(([offset, names]) =>
    [...names].map((rest): TensorSite => {
      const name = nameInLayer(stack, slice.firstOutput + offset, rest);
      return {
        name,
        group: slice,
        layer: slice.firstOutput + offset,
        module: label(name, rest),
        position: positionOf(offset, slice.layers),
        nameIn: (entry) => nameInLayer(stack, entry.firstLayer + offset, rest),
      };
    }),
  );
}

/** Outside the layers: input embeddings come from the first slice's sources, all others from the last's. */
function outerSites(
  slices: readonly SliceGroup[],
  stacks: readonly LayerStack[],
  belongs: (name: string) => boolean,
): readonly TensorSite[] {
  const first = slices[0];
  const last = slices.at(-1);
  if (first === undefined || last === undefined) {
    return [];
  }
  const sites = (group: MergeGroup, isWanted: (name: string) => boolean): readonly TensorSite[] =>
    namesOf(group)
      .filter((name) => belongs(name) && placeInLayers(name, stacks) === undefined && isWanted(name))
      .map((name) => ({
        name,
        group,
        layer: undefined,
        module: name.replace(/\.weight$/, ''),
        position: 0,
        nameIn: () => name,
      }));
  return [...sites(first, isInputEmbedding), ...sites(last, (name) => !isInputEmbedding(name))];
}

function entriesOf(group: MergeGroup): readonly SourceEntry[] {
  return group.base === undefined ? group.inputs : [group.base, ...group.inputs];
}

function namesOf(group: MergeGroup): readonly string[] {
  return [...new Set(entriesOf(group).flatMap((entry) => [...entry.model.tensors.keys()]))];
}
