import type { ParameterSettings } from '../spec/parameter-settings.js';
import type { MergeModelEntry, MergeSlice, MergeSpec } from '../spec/schema.js';
import type { BaseRole, MergeMethod } from '../tensor-merge.js';
import { modulesOf, type LayerStack, type ModelModule } from './layers.js';
import { castBase, type MergeGroup, type ModuleRecipe, type SliceGroup, type SourceEntry } from './merge-group.js';
import type { OpenedModel } from './opened-model.js';
import type { ProblemList } from './problem-list.js';

/** The model of a reference; undefined where it couldn't be opened, which has been told already. */
export type FindModel = (reference: string) => OpenedModel | undefined;

interface Level {
  readonly key: string;
  /** The parameters of this level and those above it, nearest first. */
  readonly levels: readonly (ParameterSettings | undefined)[];
}

/** How each module of the output comes about; what is wrong with it goes to `problems`. */
export function writeRecipe(
  spec: MergeSpec,
  method: MergeMethod,
  options: { readonly find: FindModel; readonly problems: ProblemList },
): readonly ModuleRecipe[] {
  return new RecipeWriter(spec, method, options.find, options.problems).write();
}

/** The model that gives the configuration: base_model, else the first input. */
export function leadingModel(spec: MergeSpec, find: FindModel): OpenedModel | undefined {
  const references = [spec.base_model, ...referencesOf(spec).map((one) => one.reference)];
  return references.map((one) => (one === undefined ? undefined : find(one))).find((one) => one !== undefined);
}

/** Every model that takes part in the merge, with the place where the file names it, in its order. */
export function referencesOf(spec: MergeSpec): readonly { readonly reference: string; readonly key: string }[] {
  const found: { readonly reference: string; readonly key: string }[] = [];
  const add = (reference: string | undefined, key: string): void => {
    if (reference !== undefined) {
      found.push({ reference, key });
    }
  };
  const addAll = (level: Pick<MergeSpec, 'models' | 'slices'>, prefix: string): void => {
    level.models?.forEach((entry, i) => {
      add(entry.model, `${prefix}models.${String(i)}.model`);
    });
    level.slices?.forEach((slice, i) => {
      slice.sources.forEach((source, j) => {
        add(source.model, `${prefix}slices.${String(i)}.sources.${String(j)}.model`);
      });
      add(slice.base_model, `${prefix}slices.${String(i)}.base_model`);
    });
  };
  addAll(spec, '');
  for (const [name, module] of Object.entries(spec.modules ?? {})) {
    addAll(module, `modules.${name}.`);
  }
  add(spec.base_model, 'base_model');
  return found;
}

/** Models that the file names only as where the embeddings of single tokens come from. */
export function tokenReferencesOf(spec: MergeSpec): readonly { readonly reference: string; readonly key: string }[] {
  return Object.entries(spec.tokenizer?.tokens ?? {}).flatMap(([token, { source }]) => {
    const key = `tokenizer.tokens.${token}.source`;
    if (typeof source === 'string') {
      return [{ reference: source, key }];
    }
    return source?.kind === 'model_token' ? [{ reference: source.model, key: `${key}.model` }] : [];
  });
}

class RecipeWriter {
  /** A model that is missing would be followed by complaints about counts that are wrong only because of it. */
  private readonly isComplete: boolean;

  constructor(
    private readonly spec: MergeSpec,
    private readonly method: MergeMethod,
    private readonly find: FindModel,
    private readonly problems: ProblemList,
  ) {
    this.isComplete = referencesOf(spec).every(({ reference }) => find(reference) !== undefined);
  }

  write(): readonly ModuleRecipe[] {
    const { spec } = this;
    const top: Level = { key: '', levels: [spec.parameters] };
    const modules = modulesOf(leadingModel(spec, this.find)?.stacks ?? []);
    if (spec.models !== undefined) {
      return [{ module: 'default', path: '', type: 'whole', group: this.wholeGroup(spec.models, top) }];
    }
    if (spec.slices !== undefined) {
      const [only] = modules;
      if (modules.length > 1 || only === undefined) {
        this.problems.add('merge-modules-needed', { modules: modules.map(({ name }) => name) }, { key: 'slices' });
        return [];
      }
      return this.moduleRecipe(only, { slices: spec.slices }, top);
    }
    return this.moduleRecipes(spec.modules ?? {}, modules);
  }

  private moduleRecipes(
    wanted: NonNullable<MergeSpec['modules']>,
    modules: readonly ModelModule[],
  ): readonly ModuleRecipe[] {
    const known = modules.map(({ name }) => name);
    for (const name of Object.keys(wanted).filter((one) => !known.includes(one))) {
      this.problems.add('merge-module-unknown', { module: name, known }, { key: `modules.${name}` });
    }
    return modules.flatMap((module) => {
      const entry = Object.hasOwn(wanted, module.name) ? wanted[module.name] : undefined;
      if (entry === undefined) {
        this.problems.add('merge-module-missing', { module: module.name }, { key: 'modules' });
        return [];
      }
      const levels = [entry.parameters, this.spec.parameters];
      return this.moduleRecipe(module, entry, { key: `modules.${module.name}.`, levels });
    });
  }

  private moduleRecipe(
    module: ModelModule,
    entry: Pick<MergeSpec, 'models' | 'slices'>,
    level: Level,
  ): readonly ModuleRecipe[] {
    const common = { module: module.name, path: module.path };
    if (entry.models !== undefined) {
      return [{ ...common, type: 'whole', group: this.wholeGroup(entry.models, level) }];
    }
    const { stack } = module;
    if (stack === undefined) {
      this.problems.add('merge-layers-unknown', {}, { key: `${level.key}slices` });
      return [];
    }
    const slices: SliceGroup[] = [];
    let firstOutput = 0;
    for (const [i, slice] of (entry.slices ?? []).entries()) {
      const key = `${level.key}slices.${String(i)}`;
      const group = this.sliceGroup(slice, stack, { key, levels: [slice.parameters, ...level.levels], firstOutput });
      if (group !== undefined) {
        slices.push(group);
        firstOutput += group.layers;
      }
    }
    return [{ ...common, type: 'slices', stack, slices }];
  }

  private wholeGroup(models: readonly MergeModelEntry[], level: Level): MergeGroup {
    const entries = models.flatMap((entry, i): readonly SourceEntry[] => {
      const model = this.find(entry.model);
      const key = `${level.key}models.${String(i)}`;
      return model === undefined ? [] : [{ model, parameters: entry.parameters, key, firstLayer: 0 }];
    });
    const { base_model } = this.spec;
    const base = base_model === undefined ? undefined : this.find(base_model);
    const cast = castBase(
      this.method.base,
      entries,
      base === undefined ? undefined : { model: base, parameters: undefined, key: 'base_model', firstLayer: 0 },
    );
    this.checkCast(cast, base_model !== undefined, `${level.key}models`);
    return { ...cast, levels: level.levels, key: `${level.key}models` };
  }

  private sliceGroup(
    slice: MergeSlice,
    stack: LayerStack,
    at: Level & { readonly firstOutput: number },
  ): SliceGroup | undefined {
    const lengths: number[] = [];
    const entries = slice.sources.flatMap((source, i): readonly SourceEntry[] => {
      const model = this.find(source.model);
      const key = `${at.key}.sources.${String(i)}`;
      const range = model === undefined ? undefined : this.layerRange(model, stack, { range: source.layer_range, key });
      if (model === undefined || range === undefined) {
        return [];
      }
      lengths.push(range.end - range.first);
      return [{ model, parameters: source.parameters, key, firstLayer: range.first }];
    });
    const layers = lengths[0];
    if (layers === undefined || lengths.some((one) => one !== layers)) {
      if (layers !== undefined) {
        this.problems.add('merge-slice-layers', { counts: lengths }, { key: at.key });
      }
      return undefined;
    }
    const base = this.baseOfSlice(slice, entries, at.key);
    // Among sources the base must be listed to say which layers it gives; only further entries of it are tasks (pcb).
    const others = this.method.base === 'required-input' ? entries.filter((entry) => entry !== base) : entries;
    const cast = castBase(this.method.base, others, base);
    this.checkCast(cast, (slice.base_model ?? this.spec.base_model) !== undefined, at.key);
    return { ...cast, levels: at.levels, key: at.key, layers, firstOutput: at.firstOutput };
  }

  /** The source that is the base: it must be listed, because its own layer_range says what is subtracted. */
  private baseOfSlice(slice: MergeSlice, entries: readonly SourceEntry[], key: string): SourceEntry | undefined {
    const reference = slice.base_model ?? this.spec.base_model;
    const base = reference === undefined ? undefined : this.find(reference);
    if (reference === undefined || base === undefined) {
      return undefined;
    }
    const entry = entries.find(({ model }) => model.identity === base.identity);
    const needsEntry: readonly BaseRole[] = ['required', 'required-input', 'optional', 'first-input'];
    if (entry === undefined && this.isComplete && needsEntry.includes(this.method.base)) {
      this.problems.add('merge-slice-base', { base: reference }, { key });
    }
    return entry;
  }

  private layerRange(
    model: OpenedModel,
    stack: LayerStack,
    source: { readonly range: readonly number[] | undefined; readonly key: string },
  ): { readonly first: number; readonly end: number } | undefined {
    const where = { model: model.reference, key: source.key };
    const own = model.stacks.find(({ prefix }) => prefix === stack.prefix);
    if (own === undefined) {
      this.problems.add('merge-layers-unknown', {}, where);
      return undefined;
    }
    const [first = 0, end = own.layers] = source.range ?? [];
    if (first >= end) {
      this.problems.add('merge-layer-range', { first, end }, where);
      return undefined;
    }
    if (end > own.layers) {
      this.problems.add('merge-layers-beyond', { end, layers: own.layers }, where);
      return undefined;
    }
    return { first, end };
  }

  private checkCast({ base, inputs }: Pick<MergeGroup, 'base' | 'inputs'>, isBaseGiven: boolean, key: string): void {
    const { name, base: role, inputs: count } = this.method;
    if (!this.isComplete) {
      return;
    }
    const needsBase = role === 'required' || role === 'required-input' || role === 'first-input';
    if (needsBase && !isBaseGiven) {
      this.problems.add('merge-base-missing', { method: name }, { key });
      return;
    }
    if (needsBase && role !== 'first-input' && base === undefined) {
      // A slice without its base, which has been told.
      return;
    }
    const found = inputs.length;
    if (found < count.minimum || (count.maximum !== undefined && found > count.maximum)) {
      const { minimum, maximum } = count;
      this.problems.add('merge-inputs', { method: name, found, minimum, maximum }, { key });
    }
  }
}
