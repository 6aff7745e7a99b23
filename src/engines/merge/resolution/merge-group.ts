import type { ParameterSettings } from '../spec/parameter-settings.js';
import type { BaseRole } from '../tensor-merge.js';
import type { LayerStack } from './layers.js';
import type { OpenedModel } from './opened-model.js';

/** One entry of `models`, or of a slice's `sources`. */
export interface SourceEntry {
  readonly model: OpenedModel;
  readonly parameters: ParameterSettings | undefined;
  /** Where it stands in the file, as a dotted path. */
  readonly key: string;
  /** First layer that is taken; 0 for a whole model. */
  readonly firstLayer: number;
}

/** What is merged with what: the models of a module, or the sources of one slice. */
export interface MergeGroup {
  readonly base: SourceEntry | undefined;
  readonly inputs: readonly SourceEntry[];
  /** Parameters that hold for all entries, the nearest level first: slice, module, top. */
  readonly levels: readonly (ParameterSettings | undefined)[];
  readonly key: string;
}

/** A slice: `layers` layers of each source become the output's layers from `firstOutput`. */
export interface SliceGroup extends MergeGroup {
  readonly layers: number;
  readonly firstOutput: number;
}

/** How a module of the output comes about. */
export type ModuleRecipe = {
  readonly module: string;
  /** What the names of the module's tensors begin with; empty for all. */
  readonly path: string;
} & (
  | { readonly type: 'whole'; readonly group: MergeGroup }
  | { readonly type: 'slices'; readonly stack: LayerStack; readonly slices: readonly SliceGroup[] }
);

/** The groups of a recipe: one, or one a slice. */
export function groupsOf(recipe: ModuleRecipe): readonly MergeGroup[] {
  return recipe.type === 'whole' ? [recipe.group] : recipe.slices;
}

/**
 * Casts base and inputs by the method's base role (spec section 2, "Base"). `base` is the entry of base_model made for
 * `models`, where it need not be listed; among the sources of a slice it must be, so there it is `undefined` unless found.
 */
export function castBase(
  role: BaseRole,
  entries: readonly SourceEntry[],
  base: SourceEntry | undefined,
): Pick<MergeGroup, 'base' | 'inputs'> {
  const isBase = (entry: SourceEntry): boolean => entry.model.identity === base?.model.identity;
  const others = entries.filter((entry) => !isBase(entry));
  const listed = entries.filter(isBase);
  switch (role) {
    case 'required':
    case 'optional':
      return { base: listed[0] ?? base, inputs: others };
    case 'required-input':
      return { base, inputs: entries };
    case 'input':
      return { base: undefined, inputs: base === undefined || listed.length > 0 ? entries : [...entries, base] };
    case 'first-input':
      return {
        base: undefined,
        inputs: base === undefined ? entries : [...(listed.length > 0 ? listed : [base]), ...others],
      };
    case 'none':
      return { base: undefined, inputs: entries };
  }
}
