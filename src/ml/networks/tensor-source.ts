import type { Files } from '../../base/ports.js';
import type { Checkpoint, TensorLocation } from '../tensors/checkpoint.js';
import { decodeToFloat32 } from '../tensors/dtypes.js';

/** A tensor that can be read, known by its header. */
export interface SourceTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** The file that it lies in, for errors about it. */
  readonly file: string;
}

/** Tensors by torch's names, wherever they lie. */
export interface TensorSource {
  /** What an error about a tensor that isn't there names. */
  readonly place: string;
  find(name: string): SourceTensor | undefined;
  /** Its values as float32, from whatever number format. */
  read(tensor: SourceTensor): Promise<Float32Array>;
}

/** The tensors of a checkpoint. Throws `dtype-unsupported` for formats that have no float32. */
export function checkpointSource(files: Files, checkpoint: Checkpoint): TensorSource {
  return {
    place: checkpoint.shards.length === 1 ? (checkpoint.shards[0]?.file ?? checkpoint.folder) : checkpoint.folder,
    find: (name) => checkpoint.tensors.get(name),
    read: async ({ name }) => {
      const location = checkpoint.tensors.get(name);
      if (location === undefined) {
        throw new RangeError(name);
      }
      return readTensor(files, location);
    },
  };
}

async function readTensor(files: Files, location: TensorLocation): Promise<Float32Array> {
  const { file, position, begin, end, dtype, elements } = location;
  const bytes = new Uint8Array(end - begin);
  const opened = await files.open(file);
  try {
    await opened.read(bytes, position);
  } finally {
    await opened.close();
  }
  const values = new Float32Array(elements);
  decodeToFloat32(bytes, dtype, values);
  return values;
}
