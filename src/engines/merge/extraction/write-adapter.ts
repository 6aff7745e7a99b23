import { setImmediate } from 'node:timers/promises';
import * as path from 'node:path';
import type { Files } from '../../../base/ports.js';
import { bytesOf, encodeFromFloat32, isFloatDtype, type Dtype } from '../../../ml/tensors/dtypes.js';
import { ADAPTER_CONFIG } from '../adapters/adapter-config.js';
import type { InputFiles } from '../input-files.js';
import { sourceOf } from '../resolution/planned-tensor.js';
import { adapterConfig } from './adapter-description.js';
import { adapterLayout, type AdapterTensor } from './adapter-layout.js';
import type { DoneModule } from './extraction-state.js';
import type { PreparedExtraction } from './prepare-extraction.js';
import type { TensorPair } from './sort-tensors.js';

export const ADAPTER_WEIGHTS = 'adapter_model.safetensors';
const CHUNK_ELEMENTS = 2 ** 18;

/** Where the two matrices of a module lie until the adapter is put together. */
export function factorsFile(folder: string, index: number): string {
  return path.join(folder, `factors-${String(index)}.bin`);
}

/**
 * Puts the adapter together: the factors of all modules, what is saved whole, and the configuration. Returns the bytes of
 * the weights.
 */
export async function writeAdapter(
  prepared: PreparedExtraction,
  folder: string,
  context: {
    readonly files: Files;
    readonly inputs: InputFiles;
    readonly signal: AbortSignal;
    readonly done: readonly DoneModule[];
    readonly saved: readonly TensorPair[];
  },
): Promise<number> {
  const { files, inputs, signal, done, saved } = context;
  const { lora } = prepared.tensors;
  const modules = lora.flatMap((pair, i) => {
    const result = done[i];
    return result === undefined ? [] : [[pair, result] as const];
  });
  const ranks = done.map(({ rank }) => rank);
  const shard = adapterLayout(prepared, ranks, saved);
  if (shard === undefined) {
    return 0;
  }
  /** `lora_B` stands behind `lora_A` in the file of its module. */
  const factors = (index: number, factor: 'a' | 'b'): { readonly file: string; readonly position: number } => {
    const position = factor === 'a' ? 0 : bytesOf(prepared.dtype, product(done[index]?.a ?? []));
    return { file: factorsFile(folder, index), position };
  };
  const writer = await files.create(path.join(folder, ADAPTER_WEIGHTS), shard.bytes);
  try {
    await writer.write(shard.head, 0);
    for (const tensor of shard.tensors) {
      const elements = product(tensor.shape);
      for (let start = 0; start < elements; start += CHUNK_ELEMENTS) {
        await setImmediate();
        signal.throwIfAborted();
        const count = Math.min(CHUNK_ELEMENTS, elements - start);
        const bytes = await readPart(tensor, { start, count, files, inputs, factors });
        await writer.write(bytes, tensor.position + bytesOf(tensor.dtype, start));
      }
    }
  } finally {
    await writer.close();
  }
  await files.writeAtomically(path.join(folder, ADAPTER_CONFIG), adapterConfig(prepared, modules, saved));
  return shard.bytes;
}

async function readPart(
  { dtype, from }: { readonly dtype: Dtype } & Pick<AdapterTensor, 'from'>,
  part: {
    readonly start: number;
    readonly count: number;
    readonly files: Files;
    readonly inputs: InputFiles;
    readonly factors: (index: number, factor: 'a' | 'b') => { readonly file: string; readonly position: number };
  },
): Promise<Uint8Array> {
  const { start, count, files, inputs, factors } = part;
  const bytes = new Uint8Array(bytesOf(dtype, count));
  if (from.type === 'factor') {
    const { file: name, position } = factors(from.index, from.factor);
    const file = await files.open(name);
    try {
      await file.read(bytes, position + bytesOf(dtype, start));
    } finally {
      await file.close();
    }
    return bytes;
  }
  const source = sourceOf('', from.pair.tuned);
  if (source.adapter === undefined) {
    await inputs.readBytes(source, start, bytes);
  } else if (isFloatDtype(dtype)) {
    const out = new Float32Array(count);
    await inputs.readFloats(source, start, { raw: new Uint8Array(bytes.length), out });
    encodeFromFloat32(out, dtype, bytes);
  }
  return bytes;
}

function product(shape: readonly number[]): number {
  return shape.reduce((sum, size) => sum * size, 1);
}
