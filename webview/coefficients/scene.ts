import type { TensorRow } from '../../src/protocol/coefficients.js';
import { blockRows, groupRows, tensorRow } from './build-rows.js';
import type { RowSources, SceneRun } from './build-rows.js';
import { domainOf } from './domain.js';
import type { Domain } from './domain.js';
import { groupKey, groupTensors } from './groups.js';
import { matchTasks, reorderTasks } from './match-tasks.js';
import type { PageState, Place } from './page-state.js';
import type { Row } from './rows.js';
import { sortRows } from './sort-rows.js';
import { filterTensors, indexTensors } from './tensor-index.js';
import type { TensorIndex } from './tensor-index.js';

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
  /** Tensors of the run, and how many of them the filter lets through. */
  readonly tensors: { readonly all: number; readonly shown: number };
  /** The same on all levels, so that a colour keeps its meaning. */
  readonly domain: Domain;
  readonly comparing: boolean;
}

/** Builds the picture of a run, or of the difference of two (this one minus the other). */
export function buildScene(run: SceneRun, other: SceneRun | undefined, page: PageState): Scene {
  const { tasks } = run.state;
  const index = indexTensors(run.state);
  const columns = other === undefined ? tasks.map((_, i) => i) : matchTasks(tasks, other.state.tasks);
  const otherIndex = other === undefined ? undefined : reorderTasks(indexTensors(other.state), columns);
  const place = placeThatIs(page, index);
  const shown = filterTensors(index.tensors, page.filter);
  const sources: RowSources = { run, other, otherIndex, columns, filter: page.filter };
  const tensor = place.tensor === undefined ? undefined : index.byName.get(place.tensor);
  const group =
    place.group === undefined || page.grouping === 'tensors'
      ? undefined
      : groupTensors(index.tensors, page.grouping).find(({ key }) => key === place.group);

  let level: Scene['level'];
  let rows: readonly Row[];
  if (tensor !== undefined) {
    level = 'blocks';
    rows = blockRows(tensor.row, sources);
  } else if (group !== undefined || page.grouping === 'tensors') {
    level = 'tensors';
    const members = group === undefined ? shown : filterTensors(group.members, page.filter);
    rows = members.map((member) => tensorRow(member, page.grouping, sources));
  } else {
    level = 'groups';
    rows = groupRows(shown, page.grouping, sources);
  }
  return {
    columns: tasks.map(({ label, model }, i) => ({ label, model, matched: columns[i] !== undefined })),
    level,
    place,
    groupLabel: group?.label,
    tensor: tensor?.row,
    rows: sortRows(rows, page.sorting, page.measure),
    tensors: { all: index.tensors.length, shown: shown.length },
    domain: domainOf(index, otherIndex, page),
    comparing: other !== undefined,
  };
}

/** A place that the run doesn't have (any more, or yet: its events may still be on the way) is left for what holds it. */
function placeThatIs({ place, grouping }: PageState, index: TensorIndex): Place {
  const tensor = place.tensor === undefined ? undefined : index.byName.get(place.tensor);
  const hasGroup =
    place.group !== undefined &&
    grouping !== 'tensors' &&
    (tensor === undefined ? index.tensors : [tensor]).some((one) => groupKey(one, grouping) === place.group);
  return {
    ...(hasGroup && place.group !== undefined ? { group: place.group } : {}),
    ...(tensor === undefined ? {} : { tensor: tensor.row.tensor }),
  };
}
