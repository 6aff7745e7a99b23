import { parseByteSize } from '../../base/byte-size.js';
import { modelsmithError, type Problem } from '../../base/errors.js';
import type { Files, ModelHub } from '../../base/ports.js';
import { layoutShards, type CheckpointLayout } from '../../ml/tensors/shard-layout.js';
import type { TasksRecord } from './events.js';
import { methods } from './methods/methods.js';
import type { ModuleRecipe } from './resolution/merge-group.js';
import { kindOfTemplate, templateNames } from './output/chat-template.js';
import { attachStatistics } from './resolution/attach-statistics.js';
import { leadingModel, referencesOf, tokenReferencesOf, writeRecipe } from './resolution/merge-recipe.js';
import { inWritingOrder, taskCounts, unitsOf, type MergeUnit } from './resolution/merge-unit.js';
import { modulesOf } from './resolution/layers.js';
import { openModels } from './resolution/open-models.js';
import type { OpenedModel } from './resolution/opened-model.js';
import { filesOf, sourcesOf, type PlannedTensor } from './resolution/planned-tensor.js';
import type { ProblemList } from './resolution/problem-list.js';
import { resolveTensors } from './resolution/resolve-tensors.js';
import { TaskColumns } from './resolution/task-columns.js';
import type { MergeSpec } from './spec/schema.js';
import { planVocabulary, type VocabularyPlan } from './vocabulary/plan-vocabulary.js';
import type { MergeMethod } from './tensor-merge.js';

/** A merge that is known down to the last tensor, from headers alone. */
export interface PreparedMerge {
  readonly spec: MergeSpec;
  readonly method: MergeMethod;
  /** By reference, without those that couldn't be opened. */
  readonly models: ReadonlyMap<string, OpenedModel>;
  /** Gives the configuration and the tokenizer: base_model, else the first input. */
  readonly leading: OpenedModel | undefined;
  readonly recipes: readonly ModuleRecipe[];
  readonly tasks: TasksRecord['tasks'];
  /** Everything that is written, in the order in which it is. */
  readonly tensors: readonly PlannedTensor[];
  readonly units: readonly MergeUnit[];
  readonly layout: CheckpointLayout;
  /** The result has an output head of its own although some input ties it to the embeddings. */
  readonly unties: boolean;
  /** The vocabulary that the file asks for; undefined where it is that of the leading model as it is. */
  readonly vocabulary: VocabularyPlan | undefined;
}

export interface PrepareContext {
  readonly files: Files;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly hub?: ModelHub | undefined;
  /** What earlier stages of the file make, by name: where it is, or what it will be. */
  readonly results?: ReadonlyMap<string, string | OpenedModel> | undefined;
}

/** Opens the models and finds out what becomes of which tensor. All that is wrong goes to `problems`. */
export async function prepareMerge(
  spec: MergeSpec,
  context: PrepareContext,
  problems: ProblemList,
): Promise<PreparedMerge> {
  const method = methods.get(spec.merge_method);
  if (method === undefined) {
    const choices = [...methods.keys()];
    throw modelsmithError('value-choice', { value: spec.merge_method, choices }, { key: 'merge_method' });
  }
  const models = await openModels([...referencesOf(spec), ...tokenReferencesOf(spec)], context, problems);
  const find = (reference: string): OpenedModel | undefined => models.get(reference);
  const leading = leadingModel(spec, find);
  const modules = modulesOf(leading?.stacks ?? []);
  const recipes = writeRecipe(spec, method, { find, problems });
  const columns = new TaskColumns(recipes);
  const vocabulary = await planVocabulary(spec, { ...context, models, leading, problems });
  if (spec.chat_template !== undefined && kindOfTemplate(spec.chat_template) === 'unknown') {
    const args = { value: spec.chat_template, choices: templateNames() };
    problems.add('value-choice', args, { key: 'chat_template' });
  }
  const resolved = resolveTensors(spec, method, { recipes, modules, columns, vocabulary, problems });
  const attached = await attachStatistics(method, resolved.tensors, { ...context, problems });
  const tensors = inWritingOrder(method, attached);
  if (tensors.length === 0 && !problems.hasErrors) {
    problems.add('merge-no-tensors', {});
  }
  const counts = taskCounts(method, tensors);
  if (counts.length > 1) {
    problems.add('merge-tasks-uneven', { method: method.name, counts });
  }
  const units = unitsOf(method, tensors);
  for (const unit of units) {
    const where = unit.outline.name === '' ? {} : { tensor: unit.outline.name };
    problems.push(...method.check(unit.outline).map((one): Problem => ({ ...one, where: { ...where, ...one.where } })));
  }
  const layout = layoutShards(tensors, parseByteSize(spec.max_shard_size) ?? Number.MAX_SAFE_INTEGER);
  return {
    spec,
    method,
    models,
    leading,
    recipes,
    tasks: columns.tasks,
    tensors,
    units,
    layout,
    unties: resolved.unties,
    vocabulary,
  };
}

/** The files whose data is read, each once. */
export function filesRead(tensors: readonly PlannedTensor[]): readonly string[] {
  const read = tensors.flatMap((tensor) => [
    ...sourcesOf(tensor).flatMap(filesOf),
    ...((tensor.type === 'merge' ? tensor.statistics : undefined) ?? []).map(({ file }) => file),
  ]);
  return [...new Set(read)];
}
