import { modelsmithError } from '../../base/errors.js';
import type { Files, OpenFile } from '../../base/ports.js';
import type { TensorHistogram } from '../../protocol/inspection.js';
import type { Dtype } from './dtypes.js';
import { bytesOf, decodeToFloat32 } from './dtypes.js';
import type { TensorLocation } from './checkpoint.js';
import { openCheckpoint } from './checkpoint.js';
import type { Summary } from './kernels/summarize.js';
import { countInBins, summarize } from './kernels/summarize.js';
import { MAX_HISTOGRAM_BINS } from './limits.js';

/** Elements that are read at once: 8 MiB at most, whatever the tensor's size. */
const CHUNK_ELEMENTS = 1 << 20;

/**
 * Reads one tensor twice and tells its range, mean (of the finite elements, summed in double precision), NaN, infinities,
 * and counts in equal bins (1 to 4096). Where nothing is finite, range and mean are 0 and all counts 0; a constant tensor
 * is counted in the first bin. Throws `tensor-missing`, or `dtype-unsupported` for the packed and 8-bit floats.
 */
export async function tensorHistogram(
  files: Files,
  model: string,
  options: { readonly tensor: string; readonly bins: number; readonly signal: AbortSignal },
): Promise<TensorHistogram> {
  const { tensor, signal } = options;
  const checkpoint = await openCheckpoint(files, model, signal, { quantized: 'allow' });
  const location = checkpoint.tensors.get(tensor);
  if (location === undefined) {
    throw modelsmithError('tensor-missing', { tensor }, { file: model, tensor });
  }
  const bins = Math.min(Math.max(1, Math.floor(options.bins)), MAX_HISTOGRAM_BINS);
  const counts = new Float64Array(bins);
  const summary: Summary = {
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
    total: 0,
    finite: 0,
    nan: 0,
    infinite: 0,
  };
  const file = await files.open(location.file);
  try {
    await readValues(file, location, signal, (values) => {
      summarize(values, summary);
    });
    if (summary.finite > 0) {
      await readValues(file, location, signal, (values) => {
        countInBins(values, summary.minimum, summary.maximum, counts);
      });
    }
  } finally {
    await file.close();
  }
  return {
    tensor,
    minimum: summary.finite > 0 ? summary.minimum : 0,
    maximum: summary.finite > 0 ? summary.maximum : 0,
    mean: summary.finite > 0 ? summary.total / summary.finite : 0,
    nan: summary.nan,
    infinite: summary.infinite,
    counts: [...counts],
  };
}

async function readValues(
  file: OpenFile,
  { dtype, elements, position }: TensorLocation,
  signal: AbortSignal,
  onChunk: (values: Float32Array | Float64Array) => void,
): Promise<void> {
  const most = Math.min(CHUNK_ELEMENTS, elements);
  const bytes = new Uint8Array(bytesOf(dtype, most));
  const values = dtype === 'F64' ? new Float64Array(bytes.buffer) : new Float32Array(most);
  for (let start = 0; start < elements; start += CHUNK_ELEMENTS) {
    signal.throwIfAborted();
    const length = Math.min(CHUNK_ELEMENTS, elements - start);
    const chunk = bytes.subarray(0, bytesOf(dtype, length));
    await file.read(chunk, position + bytesOf(dtype, start));
    const chunkValues = values.subarray(0, length);
    decodeInto(chunk, dtype, chunkValues);
    onChunk(chunkValues);
  }
}

/** F64 is looked at as it is: as float32, what is large would count as infinite. */
function decodeInto(chunk: Uint8Array, dtype: Dtype, values: Float32Array | Float64Array): void {
  if (values instanceof Float32Array) {
    decodeToFloat32(chunk, dtype, values);
  }
}
