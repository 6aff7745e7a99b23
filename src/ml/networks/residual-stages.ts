import { modelsmithError } from '../../base/errors.js';
import { readSizes } from './image-fields.js';
import type { FieldReader } from './read-fields.js';

/** Blocks a stage of the networks that have a number for a name, with two convolutions a block. */
const BLOCKS_BY_DEPTH: ReadonlyMap<number, readonly number[]> = new Map([
  [18, [2, 2, 2, 2]],
  [34, [3, 4, 6, 3]],
]);

/** Which block stands where in a residual network; names are torch's (`layer1.0`). */
export interface StageBlock {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
}

/**
 * The blocks of the keys `depth` (18 where both are absent) or `blocks`, and `width`, the channels of the first stage, which
 * double with each stage while height and width halve. `inputs`: channels of what comes in, `width` where absent; `expansion`:
 * outputs per width of a stage.
 */
export function readStages(fields: FieldReader, options: { readonly expansion?: number } = {}): readonly StageBlock[] {
  const { expansion = 1 } = options;
  const width = fields.size('width', { fallback: 64 });
  const list: StageBlock[] = [];
  let inputs = width;
  for (const [stage, count] of readBlockCounts(fields).entries()) {
    for (let i = 0; i < count; i++) {
      const outputs = width * 2 ** stage * expansion;
      const stride = stage > 0 && i === 0 ? 2 : 1;
      list.push({ name: `layer${String(stage + 1)}.${String(i)}`, inputs, outputs, stride });
      inputs = outputs;
    }
  }
  return list;
}

function readBlockCounts(fields: FieldReader): readonly number[] {
  if (fields.has('blocks')) {
    return readSizes(fields, 'blocks');
  }
  const depth = fields.size('depth', { fallback: 18 });
  const counts = BLOCKS_BY_DEPTH.get(depth);
  if (counts === undefined) {
    const choices = [...BLOCKS_BY_DEPTH.keys()].map(String);
    throw modelsmithError('value-choice', { value: String(depth), choices }, fields.at('depth'));
  }
  return counts;
}
