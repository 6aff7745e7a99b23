import { labelInGroup } from './groups.js';
import type { Grouping } from './page-state.js';
import { figureAt } from './figures.js';
import type { Strip } from './rows.js';
import type { IndexedTensor, TensorIndex } from './tensor-index.js';

/** Which place in a strip each label has: the same in every row, so that a module's pattern over the layers lines up. */
export function slotsOf(members: readonly IndexedTensor[], grouping: Grouping): ReadonlyMap<string, number> {
  const labels = new Set(members.map((member) => labelInGroup(member, grouping)));
  return new Map([...labels].map((label, i) => [label, i]));
}

export interface StripOptions {
  readonly slots: ReadonlyMap<string, number>;
  readonly grouping: Grouping;
  /** The other run's tensors when differences are shown. */
  readonly other: TensorIndex | undefined;
}

/** The strip of a group: one slot a member. */
export function stripOfTensors(members: readonly IndexedTensor[], { slots, grouping, other }: StripOptions): Strip {
  const labels = [...slots.keys()];
  const placed = new Map(members.map((member) => [slots.get(labelInGroup(member, grouping)), member]));
  return {
    slots: labels.length,
    has: (slot) => placed.has(slot),
    value(slot, task, measure) {
      const tensor = placed.get(slot);
      const own = figureAt(tensor?.figures, task, measure);
      return other === undefined || tensor === undefined
        ? own
        : own - figureAt(other.byName.get(tensor.row.tensor)?.figures, task, measure);
    },
    label: (slot) => labels[slot] ?? '',
  };
}
