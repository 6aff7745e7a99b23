import type { CoefficientsState, TensorRow } from '../../src/protocol/coefficients.js';
import { blockElements, blockFigures, blockLabel, blocksOf, stripOfBlocks } from './blocks.js';
import type { Blocks } from './blocks.js';
import { groupTensors, labelInGroup } from './groups.js';
import { tensorKey } from './navigation.js';
import type { Grouping } from './page-state.js';
import { meanFigures, noFigures } from './figures.js';
import type { Row } from './rows.js';
import { slotsOf, stripOfTensors } from './strips.js';
import { filterTensors, indexTensors } from './tensor-index.js';
import type { IndexedTensor, TensorIndex } from './tensor-index.js';

/** A run as the picture needs it. */
export interface SceneRun extends Pick<CoefficientsState, 'tasks' | 'tensors'> {
  /** A tensor's block figures, where they have been loaded. */
  readonly blocks: (row: TensorRow) => Float32Array | undefined;
}

/** What rows are made from. */
export interface RowSources {
  readonly run: SceneRun;
  readonly other: SceneRun | undefined;
  /** The other run's tensors, its tasks in the columns of this run. */
  readonly otherIndex: TensorIndex | undefined;
  /** The other run's task in each column; without another run just 0, 1, 2 … */
  readonly columns: readonly (number | undefined)[];
  readonly filter: string;
}

/** One row a layer, or a module: means over its tensors, with these as its strip. */
export function groupRows(
  tensors: readonly IndexedTensor[],
  grouping: Exclude<Grouping, 'tensors'>,
  { otherIndex, columns, filter }: RowSources,
): readonly Row[] {
  const groups = groupTensors(tensors, grouping);
  const others = new Map(
    groupTensors(filterTensors(otherIndex?.tensors ?? [], filter), grouping).map(({ key, members }) => [key, members]),
  );
  const inLayers = groups.flatMap(({ members }) => members).filter(({ row }) => row.layer !== undefined);
  const common = slotsOf(inLayers, grouping);
  return groups.map(({ key, label, members }) => {
    const slots = members.some(({ row }) => row.layer === undefined) ? slotsOf(members, grouping) : common;
    const sum = (of: (tensor: IndexedTensor) => number): number => members.reduce((all, one) => all + of(one), 0);
    return {
      key,
      kind: 'group',
      label,
      figures: meanFigures(members, columns.length),
      ...(otherIndex === undefined ? {} : { other: meanFigures(others.get(key) ?? [], columns.length) }),
      elements: sum(({ elements }) => elements),
      tensors: members.map(({ row }) => row),
      strip: stripOfTensors(members, { slots, grouping, other: otherIndex }),
      nan: sum(({ row }) => row.nan),
      infinite: sum(({ row }) => row.infinite),
    };
  });
}

/** The row of one tensor. Its strip is asked for when it is drawn, so rows needn't be made anew when blocks arrive. */
export function tensorRow(member: IndexedTensor, grouping: Grouping, { run, otherIndex, columns }: RowSources): Row {
  const { row, figures, elements } = member;
  const other = otherIndex?.byName.get(row.tensor)?.figures ?? noFigures(columns.length);
  return {
    key: tensorKey(row.tensor),
    kind: 'tensor',
    label: labelInGroup(member, grouping),
    figures,
    ...(otherIndex === undefined ? {} : { other }),
    elements,
    tensors: [row],
    get strip() {
      // The other run's blocks are loaded only for the tensor that is opened, so strips of differences begin there.
      const blocks = otherIndex === undefined ? blocksOf(row, run.blocks(row)) : undefined;
      return blocks === undefined ? undefined : stripOfBlocks(blocks);
    },
    nan: row.nan,
    infinite: row.infinite,
  };
}

/** One row a block of the tensor; none until its blocks are loaded. */
export function blockRows(row: TensorRow, { run, other, columns }: RowSources): readonly Row[] {
  const blocks = blocksOf(row, run.blocks(row));
  if (blocks === undefined) {
    return [];
  }
  const identity = columns.map((_, i) => i);
  const otherBlocks = other === undefined ? undefined : sameBlocks(blocks, other);
  const otherFigures = (block: number): Row['figures'] =>
    otherBlocks === undefined ? noFigures(columns.length) : blockFigures(otherBlocks, block, columns);
  return Array.from({ length: blocks.count }, (_, block) => ({
    key: `block ${block}`,
    kind: 'block' as const,
    label: blockLabel(blocks, block),
    figures: blockFigures(blocks, block, identity),
    ...(other === undefined ? {} : { other: otherFigures(block) }),
    elements: blockElements(blocks, block),
    tensors: [row],
    strip: undefined,
    nan: 0,
    infinite: 0,
  }));
}

/** The same tensor's blocks in another run, if they are the same parts of it. */
function sameBlocks(blocks: Blocks, other: SceneRun): Blocks | undefined {
  const row = indexTensors(other).byName.get(blocks.row.tensor)?.row;
  const found = row === undefined ? undefined : blocksOf(row, other.blocks(row));
  return found?.count === blocks.count && found.elements === blocks.elements ? found : undefined;
}
