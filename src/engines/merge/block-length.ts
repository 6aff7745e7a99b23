/** Blocks that a tensor's picture has at most, and elements that one has at least. */
const BLOCKS = 64;
const BLOCKS_OF_MANY = 16;
const MANY_TENSORS = 4096;
const LEAST_ELEMENTS = 1024;

/**
 * Elements of a block of a tensor: whole rows where a block has several, and whole multiples of what its method needs at
 * once. All blocks are equally long but the last. A model of many small tensors (experts) gets fewer blocks for each.
 */
export function blockLength(
  tensor: { readonly elements: number; readonly shape: readonly number[] },
  options: { readonly granularity: number; readonly tensors: number },
): number {
  const most = options.tensors > MANY_TENSORS ? BLOCKS_OF_MANY : BLOCKS;
  const least = Math.max(LEAST_ELEMENTS, Math.ceil(tensor.elements / most));
  const row = tensor.shape.at(-1) ?? 1;
  const rows = row > 0 && row <= least && row % options.granularity === 0 ? roundUp(least, row) : least;
  return Math.max(1, roundUp(rows, options.granularity));
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
