import * as path from 'node:path';
import type { TasksRecord } from '../events.js';
import { groupsOf, type MergeGroup, type ModuleRecipe } from './merge-group.js';

/**
 * The tasks of a merge, which are the columns of its picture. Inputs of several slices or modules that are the same model
 * share a column; a model that is listed twice in one of them has two.
 */
export class TaskColumns {
  readonly tasks: TasksRecord['tasks'];
  private readonly columns = new Map<MergeGroup, readonly number[]>();

  constructor(recipes: readonly ModuleRecipe[]) {
    const keys: string[] = [];
    const models: string[] = [];
    for (const group of recipes.flatMap(groupsOf)) {
      const seen = new Map<string, number>();
      const columns = group.inputs.map(({ model }) => {
        const occurrence = (seen.get(model.identity) ?? 0) + 1;
        seen.set(model.identity, occurrence);
        const key = JSON.stringify([model.identity, occurrence]);
        if (!keys.includes(key)) {
          keys.push(key);
          models.push(model.reference);
        }
        return keys.indexOf(key);
      });
      this.columns.set(group, columns);
    }
    this.tasks = labelsOf(models).map((label, i) => ({ label, model: models[i] ?? label }));
  }

  /** The column of each of a group's inputs. */
  of(group: MergeGroup): readonly number[] {
    return this.columns.get(group) ?? [];
  }
}

/** The last parts of the paths, as many as tell them apart; what is still the same gets a number. */
export function labelsOf(references: readonly string[]): string[] {
  const tail = (reference: string, parts: number): string =>
    reference.split(/[\\/]/).filter(Boolean).slice(-parts).join('/') || reference;
  const distinct = new Set(references.map((one) => path.normalize(one))).size;
  let parts = 1;
  while (parts < 8 && new Set(references.map((one) => tail(one, parts))).size < distinct) {
    parts += 1;
  }
  const seen = new Map<string, number>();
  return references.map((one) => {
    const label = tail(one, parts);
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return count === 1 ? label : `${label} (${String(count)})`;
  });
}
