import type { CoefficientsState, TensorRow } from '../../src/protocol/coefficients.js';
import { memoizeLast } from '../shared/memoize-last.js';
import { blockRows, groupRows, tensorRow } from './build-rows.js';
import type { RowSources, SceneRun } from './build-rows.js';
import { domainOf } from './domain.js';
import type { Domain } from './domain.js';
import { groupKey, groupTensors } from './groups.js';
import type { Group } from './groups.js';
import { matchTasks } from './match-tasks.js';
import type { TaskMatch } from './match-tasks.js';
import type { Grouping, PageState, Place } from './page-state.js';
import type { Row } from './rows.js';
import { sortRows } from './sort-rows.js';
import { filterTensors, indexTensors, reorderTasks } from './tensor-index.js';
import type { IndexedTensor, TensorIndex } from './tensor-index.js';

/** What is to be drawn, without how: the same for heatmap, table and exports. */
export interface Scene {
  /** One column a task; `matched` is false for a task that the other run doesn't have. */
  readonly columns: readonly { readonly label: string; readonly model: string; readonly matched: boolean }[];
  readonly level: 'groups' | 'tensors' | 'blocks';
  /** The place that is really shown: the model where the chosen one isn't there (yet). */
  readonly place: Place;
  /** The opened group's label, for the way back. */
  readonly groupLabel: string | undefined;
  readonly tensor: TensorRow | undefined;
  readonly rows: readonly Row[];
  /** The same on all levels, so that a colour keeps its meaning. */
  readonly domain: Domain;
  readonly comparing: boolean;
  /** How the tasks of two runs were matched. */
  readonly matchedBy: TaskMatch['by'];
}

/** Builds the picture of a run, or of the difference of two (this one minus the other). */
export type SceneBuilder = (run: SceneRun, other: SceneRun | undefined, page: PageState) => Scene;

type Tasks = CoefficientsState['tasks'];

/** A builder that keeps each part of what it made last until something that it is made of changes. */
export function createSceneBuilder(): SceneBuilder {
  const matchOf = memoizeLast((own: Tasks, other: Tasks | undefined) => matchTasks(own, other ?? own));
  const inColumns = memoizeLast((other: TensorIndex | undefined, columns: readonly (number | undefined)[]) =>
    other === undefined ? undefined : reorderTasks(other, columns),
  );
  const sourcesOf = memoizeLast(
    (
      run: SceneRun,
      other: SceneRun | undefined,
      otherIndex: TensorIndex | undefined,
      columns: RowSources['columns'],
      filter: string,
    ): RowSources => ({ run, other, otherIndex, columns, filter }),
  );
  const filtered = memoizeLast(filterTensors);
  const openedGroup = memoizeLast(groupOf);
  const groups = memoizeLast(groupRows);
  const tensors = memoizeLast((members: readonly IndexedTensor[], grouping: Grouping, sources: RowSources) =>
    members.map((member) => tensorRow(member, grouping, sources)),
  );
  const sorted = memoizeLast(sortRows);
  const domain = memoizeLast(domainOf);

  return (run, other, page) => {
    const { grouping, filter } = page;
    const { tasks } = run;
    const index = indexTensors(run);
    const { columns, by } = matchOf(tasks, other?.tasks);
    const otherIndex = inColumns(other === undefined ? undefined : indexTensors(other), columns);
    const sources = sourcesOf(run, other, otherIndex, columns, filter);
    const place = placeThatIs(page, index);
    const tensor = place.tensor === undefined ? undefined : index.byName.get(place.tensor)?.row;
    const group = openedGroup(index, grouping, place.group);
    const { level, rows } = ((): Pick<Scene, 'level' | 'rows'> => {
      if (tensor !== undefined) {
        return { level: 'blocks', rows: blockRows(tensor, sources) };
      }
      const members = filtered(group?.members ?? index.tensors, filter);
      return group === undefined && grouping !== 'tensors'
        ? { level: 'groups', rows: groups(members, grouping, sources) }
        : { level: 'tensors', rows: tensors(members, grouping, sources) };
    })();
    return {
      columns: tasks.map(({ label, model }, i) => ({ label, model, matched: columns[i] !== undefined })),
      level,
      place,
      groupLabel: group?.label,
      tensor,
      rows: sorted(rows, page.sorting, page.measure),
      domain: domain(index, otherIndex, page.measure, page.range),
      comparing: other !== undefined,
      matchedBy: by,
    };
  };
}

function groupOf(index: TensorIndex, grouping: Grouping, key: string | undefined): Group | undefined {
  return key === undefined || grouping === 'tensors'
    ? undefined
    : groupTensors(index.tensors, grouping).find((group) => group.key === key);
}

/** A place that the run doesn't have (any more, or yet: its events may still be on the way) is left for what holds it. */
function placeThatIs({ place, grouping }: PageState, index: TensorIndex): Place {
  const tensor = place.tensor === undefined ? undefined : index.byName.get(place.tensor);
  const hasGroup =
    place.group !== undefined &&
    grouping !== 'tensors' &&
    (tensor === undefined ? index.tensors : [tensor]).some((one) => groupKey(one, grouping) === place.group);
  return {
    ...(hasGroup ? { group: place.group } : {}),
    ...(tensor === undefined ? {} : { tensor: tensor.row.tensor }),
  };
}
