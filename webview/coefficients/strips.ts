import { labelInGroup } from './groups.js';
import type { Grouping } from './page-state.js';
import { tensorFigure } from './rows.js';
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
  const placed = new Map(members.map((member) => [slots.get(labelInGroup(member, grouping)), member.row]));
  return {
    slots: labels.length,
    has: (slot) => placed.has(slot),
    value(slot, task, measure) {
      const row = placed.get(slot);
      const own = tensorFigure(row, task, measure);
      return other === undefined || row === undefined
        ? own
        : own - tensorFigure(other.byName.get(row.tensor)?.row, task, measure);
    },
    label: (slot) => labels[slot] ?? '',
  };
}
