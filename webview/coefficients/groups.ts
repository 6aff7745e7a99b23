import { viewTexts } from '../../src/base/texts/views.js';
import { visibleName } from '../shared/visible-name.js';
import type { Grouping } from './page-state.js';
import type { IndexedTensor } from './tensor-index.js';

/** Tensors that stand together in one row. */
export interface Group {
  readonly key: string;
  readonly label: string;
  readonly members: readonly IndexedTensor[];
}

/** The key of the group that holds what lies outside the layers. */
const OUTSIDE = 'outside';

/** The key of a tensor's group. */
export function groupKey({ row, stack }: IndexedTensor, grouping: 'layers' | 'modules'): string {
  if (grouping === 'modules') {
    return `module ${row.module}`;
  }
  return row.layer === undefined ? OUTSIDE : `layer ${row.layer} ${stack}`;
}

/**
 * Groups of a grouping: layers by number, stack after stack (an encoder and a decoder count theirs apart), then what lies
 * outside of them; modules as they first came.
 */
export function groupTensors(tensors: readonly IndexedTensor[], grouping: Exclude<Grouping, 'tensors'>): Group[] {
  const found = new Map<string, IndexedTensor[]>();
  for (const tensor of tensors) {
    const key = groupKey(tensor, grouping);
    const members = found.get(key);
    if (members === undefined) {
      found.set(key, [tensor]);
    } else {
      members.push(tensor);
    }
  }
  const stacks = [...new Set(tensors.filter(({ row }) => row.layer !== undefined).map(({ stack }) => stack))];
  const groups = [...found].map(([key, members]) => ({ key, members, label: labelOf(members, grouping, stacks) }));
  if (grouping === 'layers') {
    const order = new Map(stacks.map((stack, i) => [stack, i]));
    const rank = ({ members: [first] }: Group): readonly [number, number] =>
      first?.row.layer === undefined ? [stacks.length, 0] : [order.get(first.stack) ?? stacks.length, first.row.layer];
    groups.sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1]);
  }
  return groups;
}

function labelOf([first]: readonly IndexedTensor[], grouping: Grouping, stacks: readonly string[]): string {
  if (first === undefined) {
    return '';
  }
  if (grouping === 'modules') {
    return visibleName(first.row.module);
  }
  const { layer } = first.row;
  if (layer === undefined) {
    return viewTexts.outsideLayers();
  }
  return stacks.length > 1 && first.stack !== '' ? `${visibleName(first.stack)} ${layer}` : viewTexts.layer(layer);
}

/** What tells a tensor from the others of its group. */
export function labelInGroup({ row, name, part }: IndexedTensor, grouping: Grouping): string {
  if (grouping === 'tensors') {
    return name;
  }
  if (grouping === 'layers' || row.layer === undefined) {
    return part;
  }
  // Within a module it is the layer that tells, and what the part says beyond the module (a bias beside a weight).
  const beyond = part.startsWith(`${row.module}.`) ? part.slice(row.module.length) : '';
  return beyond === '' ? viewTexts.layer(row.layer) : `${viewTexts.layer(row.layer)} ${beyond}`;
}
