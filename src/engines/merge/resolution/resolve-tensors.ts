import { closest, distance } from 'fastest-levenshtein';
import { isFloatDtype, isIntegerDtype, type FloatDtype } from '../../../ml/tensors/dtypes.js';
import type { MergeSpec } from '../spec/schema.js';
import type { MergeMethod } from '../tensor-merge.js';
import { compareNatural } from './compare-natural.js';
import { isInputEmbedding, type ModelModule } from './layers.js';
import type { ModelTensor } from './opened-model.js';
import type { ModuleRecipe, SourceEntry } from './merge-group.js';
import { promoteDtypes, wantedDtype } from './output-dtype.js';
import { resolveParameters } from './parameter-value.js';
import { sourceOf, type MergedTensor, type PlannedTensor, type TensorSource } from './planned-tensor.js';
import type { ProblemList } from './problem-list.js';
import type { TaskColumns } from './task-columns.js';
import { listSites, type TensorSite } from './tensor-site.js';
import { isOptionalBuffer, isOutputHead, isOverVocabulary, tiedName, tiesHead } from './tied-tensors.js';
import type { VocabularyPlan } from '../vocabulary/plan-vocabulary.js';
import { withRows } from '../vocabulary/source-rows.js';

/** A tensor of a model that takes part in one of the output, with the shape that it has there. */
interface Participant {
  readonly entry: SourceEntry;
  readonly location: ModelTensor;
  readonly source: TensorSource;
}

export interface ResolvedTensors {
  /** In the order in which they are written. */
  readonly tensors: readonly PlannedTensor[];
  /** True when the result needs an output head of its own although some input ties it to the embeddings. */
  readonly unties: boolean;
}

/** All tensors of the output with their inputs and parameters; everything that doesn't fit goes to `problems`. */
export function resolveTensors(
  spec: MergeSpec,
  method: MergeMethod,
  options: {
    readonly recipes: readonly ModuleRecipe[];
    readonly modules: readonly ModelModule[];
    readonly columns: TaskColumns;
    /** Undefined where every model's rows stay as they are. */
    readonly vocabulary: VocabularyPlan | undefined;
    readonly problems: ProblemList;
  },
): ResolvedTensors {
  return new TensorResolver(spec, method, options).resolve(listSites(options.recipes, options.modules));
}

class TensorResolver {
  private readonly wanted: FloatDtype | undefined;
  private readonly excluded: ReadonlySet<string>;
  /** Required parameters that no level gives, by model and name: the first tensor, and how many. */
  private readonly unresolved = new Map<
    string,
    { readonly parameter: string; readonly tensor: string; readonly entry: SourceEntry | undefined; tensors: number }
  >();
  private readonly columns: TaskColumns;
  readonly vocabulary: VocabularyPlan | undefined;
  readonly problems: ProblemList;
  private unties = false;

  constructor(
    spec: MergeSpec,
    private readonly method: MergeMethod,
    options: Pick<Parameters<typeof resolveTensors>[2], 'columns' | 'vocabulary' | 'problems'>,
  ) {
    this.columns = options.columns;
    this.vocabulary = options.vocabulary;
    this.problems = options.problems;
    this.wanted = wantedDtype(spec);
    const exclude = method.shared.some(({ type }) => type === 'tensor-names')
      ? spec.parameters?.['exclude']
      : undefined;
    this.excluded = new Set(Array.isArray(exclude) ? exclude.map(String) : []);
  }

  resolve(sites: readonly TensorSite[]): ResolvedTensors {
    const ordered = [...sites].sort((a, b) => compareNatural(a.name, b.name));
    const tensors = ordered.flatMap((site) => this.resolveSite(site) ?? []);
    for (const { parameter, tensor, entry, tensors: count } of this.unresolved.values()) {
      const where = entry === undefined ? { tensor } : { tensor, model: entry.model.reference, key: entry.key };
      this.problems.add('merge-parameter-unresolved', { method: this.method.name, parameter, tensors: count }, where);
    }
    this.checkExcluded(tensors.map(({ name }) => name));
    return { tensors, unties: this.unties };
  }

  private resolveSite(site: TensorSite): PlannedTensor | undefined {
    const { group } = site;
    const entries = group.base === undefined ? group.inputs : [group.base, ...group.inputs];
    const found = this.find(site, entries);
    const [first] = found ?? [];
    if (found === undefined || first === undefined || !this.fits(site, found)) {
      return undefined;
    }
    const { shape, elements } = first.location;
    const common = { name: site.name, shape, elements, layer: site.layer, module: site.module };
    if (isIntegerDtype(first.location.dtype)) {
      // pcb takes its integer tensors from the base, whatever the tasks hold.
      const others = this.method.base === 'required-input' ? [] : found.slice(1);
      return {
        ...common,
        type: 'copy',
        dtype: first.location.dtype,
        from: first.source,
        sameAs: others.map(({ source }) => source),
      };
    }
    const dtypes = found.map(({ location }) => location.dtype).filter(isFloatDtype);
    const base = group.base === undefined ? undefined : first;
    const dtype =
      this.wanted ?? (this.method.base === 'required-input' ? dtypes[0] : undefined) ?? promoteDtypes(dtypes);
    if (this.excluded.has(site.name) || elements === 0) {
      return { ...common, type: 'copy', dtype, from: first.source, sameAs: [] };
    }
    const inputs = base === undefined ? found : found.slice(1);
    const merged = this.merged(site, inputs);
    return merged === undefined
      ? undefined
      : { ...common, ...merged, type: 'merge', dtype, base: base?.source, inputs: inputs.map(({ source }) => source) };
  }

  /** The tensor in every model that takes part; undefined when it has no place in the output, or one lacks it. */
  private find(site: TensorSite, entries: readonly SourceEntry[]): readonly Participant[] | undefined {
    const own = entries.map((entry) => entry.model.tensors.get(site.nameIn(entry)));
    const owner = entries.find((_, i) => own[i] !== undefined);
    if (owner === undefined) {
      return undefined;
    }
    if (isOutputHead(site.name)) {
      const isTied = (entry: SourceEntry, i: number): boolean =>
        own[i] === undefined || tiesHead(entry.model.checkpoint.config) === true;
      if (entries.every(isTied)) {
        // Copies of the embeddings that some files hold all the same; transformers ignores them.
        return undefined;
      }
      if (entries.some(isTied) && !this.unties) {
        this.unties = true;
        this.problems.add('merge-head-untied', {}, { tensor: site.name }, 'warning');
      }
    }
    const found = entries.flatMap((entry, i): readonly Participant[] => {
      const tied = own[i] === undefined ? tiedName(site.nameIn(entry), entry.model) : undefined;
      const location = own[i] ?? (tied === undefined ? undefined : entry.model.tensors.get(tied));
      return location === undefined ? [] : [this.participant(site, entry, location)];
    });
    if (found.length === entries.length) {
      return found;
    }
    const other = owner.model.reference;
    if (isOptionalBuffer(site.name)) {
      this.problems.add('merge-optional-left-out', { other }, { tensor: site.name }, 'warning');
      return undefined;
    }
    for (const entry of entries.filter((one) => !found.some((participant) => participant.entry === one))) {
      this.problems.add('merge-tensor-missing', { other }, this.where(site, entry));
    }
    return undefined;
  }

  /** A model's tensor as it takes part: where the vocabulary is another one, with the rows of that. */
  private participant(site: TensorSite, entry: SourceEntry, location: ModelTensor): Participant {
    const isOver = site.layer === undefined && isOverVocabulary(site.name);
    const over = isOver ? withRows(location, entry.model, this) : undefined;
    return { entry, location, source: sourceOf(entry.model.reference, location), ...over };
  }

  /** Whether number formats and shapes agree; what doesn't is told. */
  private fits(site: TensorSite, found: readonly Participant[]): boolean {
    const [first] = found;
    if (first === undefined) {
      return false;
    }
    let isFitting = true;
    for (const { entry, location } of found) {
      const { dtype, shape } = location;
      const other = first.entry.model.reference;
      const where = { ...this.where(site, entry), file: location.file, tensor: location.name };
      if (!isFloatDtype(dtype) && !isIntegerDtype(dtype)) {
        this.problems.add('dtype-unsupported', { dtype }, where);
        isFitting = false;
      } else if (isFloatDtype(dtype) ? !isFloatDtype(first.location.dtype) : dtype !== first.location.dtype) {
        this.problems.add('merge-dtypes-mixed', { dtype, other, otherDtype: first.location.dtype }, where);
        isFitting = false;
      }
      if (!isSameShape(shape, first.location.shape)) {
        this.addShapeProblem(site, where, { shape, other, otherShape: first.location.shape });
        isFitting = false;
      }
    }
    return isFitting;
  }

  private addShapeProblem(
    site: TensorSite,
    where: Parameters<ProblemList['add']>[2],
    args: { readonly shape: readonly number[]; readonly other: string; readonly otherShape: readonly number[] },
  ): void {
    const [rows, ...rest] = args.shape;
    const [otherRows, ...otherRest] = args.otherShape;
    const isVocabulary =
      site.layer === undefined &&
      (isInputEmbedding(site.name) || isOutputHead(site.name)) &&
      isSameShape(rest, otherRest);
    if (isVocabulary && rows !== undefined && otherRows !== undefined) {
      this.problems.add('merge-vocabulary-differs', { rows, other: args.other, otherRows }, where);
    } else {
      this.problems.add('merge-shapes-differ', args, where);
    }
  }

  /** Parameters and task columns of a tensor's inputs; undefined when a required parameter is missing. */
  private merged(
    site: TensorSite,
    inputs: readonly Participant[],
  ): Pick<MergedTensor, 'perModel' | 'shared' | 'tasks'> | undefined {
    const { group, position } = site;
    const { values: shared, missing } = resolveParameters(this.method.shared, group.levels, {
      position,
      tensor: site.name,
    });
    this.noteUnresolved(missing, site, undefined);
    let isComplete = missing.length === 0;
    const perModel = inputs.map(({ entry }) => {
      const tensor = site.nameIn(entry);
      const own = resolveParameters(this.method.perModel, [entry.parameters, ...group.levels], { position, tensor });
      this.noteUnresolved(own.missing, site, entry);
      isComplete &&= own.missing.length === 0;
      return own.values;
    });
    return isComplete ? { perModel, shared, tasks: this.columns.of(group) } : undefined;
  }

  private checkExcluded(names: readonly string[]): void {
    for (const name of this.excluded) {
      if (!names.includes(name)) {
        this.problems.add(
          'merge-exclude-unknown',
          { name, suggestion: nearest(name, names) },
          { key: 'parameters.exclude' },
        );
      }
    }
  }

  private noteUnresolved(missing: readonly string[], site: TensorSite, entry: SourceEntry | undefined): void {
    for (const parameter of missing) {
      const key = JSON.stringify([parameter, entry?.key]);
      const noted = this.unresolved.get(key) ?? { parameter, tensor: site.name, entry, tensors: 0 };
      noted.tensors += 1;
      this.unresolved.set(key, noted);
    }
  }

  private where(site: TensorSite, entry: SourceEntry): { tensor: string; model: string; key: string } {
    return { tensor: site.nameIn(entry), model: entry.model.reference, key: entry.key };
  }
}

/** The name that is meant, when no more than a third of it is wrong. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const best = names.length === 0 ? undefined : closest(name, names);
  return best !== undefined && distance(best, name) <= name.length / 3 ? best : undefined;
}

function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
