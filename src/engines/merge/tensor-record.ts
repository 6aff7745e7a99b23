import type { DenseFiles } from '../../base/ports.js';
import { BalanceSums, balancesOf } from './balance-sums.js';
import type { Balance, TensorRecord } from './events.js';
import type { TensorOutcome } from './merge-executor.js';

/** Figures per task and block in the dense file: coefficient, kept, share, agreement. */
const FIGURES = 4;
const NO_PART: Balance = { coefficient: 0, kept: 0, share: 0, agreement: 0 };

/** The event that tells of a written tensor; its blocks, where it has several, go to the dense file `blocks.f32`. */
export function tensorRecord(outcome: TensorOutcome, columns: number, dense: DenseFiles): TensorRecord {
  const { tensor, blocks, blockElements, nan, infinite } = outcome;
  const common: Omit<TensorRecord, 'tasks'> = {
    type: 'merge/tensor',
    tensor: tensor.name,
    shape: [...tensor.shape],
    dtype: tensor.dtype,
    ...(tensor.layer === undefined ? {} : { layer: tensor.layer }),
    module: tensor.module,
    nan,
    infinite,
  };
  if (tensor.type === 'copy') {
    return { ...common, tasks: [] };
  }
  const total = new BalanceSums(tensor.inputs.length);
  for (const block of blocks) {
    total.add(block);
  }
  const tasks = inColumns(total, tensor.tasks, columns);
  if (blocks.length < 2) {
    return { ...common, tasks };
  }
  const values = new Float32Array(blocks.length * columns * FIGURES);
  for (const [i, block] of blocks.entries()) {
    for (const [task, balance] of inColumns(block, tensor.tasks, columns).entries()) {
      const { coefficient, kept, share, agreement } = balance;
      values.set([coefficient, kept, share, agreement], (i * columns + task) * FIGURES);
    }
  }
  const data = dense.append('blocks.f32', values);
  return { ...common, tasks, blocks: { count: blocks.length, elements: blockElements, data } };
}

/** The balance of every task of the merge; zeros for those that have no part in this tensor. */
function inColumns(sums: BalanceSums, tasks: readonly number[], columns: number): Balance[] {
  const balances = balancesOf(sums).map(finite);
  return Array.from({ length: columns }, (_, column) => balances[tasks.indexOf(column)] ?? NO_PART);
}

/** Sums over values that aren't finite aren't either, and have no place in a log of JSON. */
function finite({ coefficient, kept, share, agreement }: Balance): Balance {
  const orZero = (value: number): number => (Number.isFinite(value) ? value : 0);
  return {
    coefficient: orZero(coefficient),
    kept: orZero(kept),
    share: orZero(share),
    agreement: orZero(agreement),
  };
}
