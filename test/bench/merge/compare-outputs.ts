import type { Files } from '../../../src/base/ports.js';
import { type Checkpoint, openCheckpoint } from '../../../src/ml/tensors/checkpoint.js';
import { decodeToFloat32 } from '../../../src/ml/tensors/dtypes.js';

export interface Difference {
  readonly elements: number;
  /** Share of elements that are equal to the bit. */
  readonly equalShare: number;
  /** Elements that differ because a magnitude equals the threshold of its tensor, where either choice is right. */
  readonly tied: number;
  /** Elements that differ otherwise, by more than one unit in the last place of bf16 (2^-7) and by more than 1e-6. */
  readonly beyond: number;
  readonly largest: number;
}

/** How the merge thins task vectors out: the k largest of each are kept, and equal magnitudes at the k-th are a draw. */
export interface Thinning {
  readonly base: string;
  readonly models: readonly string[];
  readonly density: number;
}

async function readTensor(files: Files, checkpoint: Checkpoint, name: string): Promise<Float32Array> {
  const tensor = checkpoint.tensors.get(name);
  if (!tensor) {
    throw new Error(`${name} is missing in ${checkpoint.folder}`);
  }
  const bytes = new Uint8Array(tensor.end - tensor.begin);
  const file = await files.open(tensor.file);
  await file.read(bytes, tensor.position);
  await file.close();
  const out = new Float32Array(tensor.elements);
  decodeToFloat32(bytes, tensor.dtype, out);
  return out;
}

/** 1 where some task's magnitude equals the k-th largest of its tensor. */
function findTies(base: Float32Array, models: readonly Float32Array[], density: number): Uint8Array {
  const ties = new Uint8Array(base.length);
  for (const model of models) {
    const magnitudes = model.map((value, i) => Math.abs(value - (base[i] ?? 0)));
    const k = Math.max(1, Math.trunc(density * magnitudes.length));
    const threshold = magnitudes.slice().sort()[magnitudes.length - k];
    for (let i = 0; i < magnitudes.length; i++) {
      if (magnitudes[i] === threshold) {
        ties[i] = 1;
      }
    }
  }
  return ties;
}

/** Compares two model folders element by element; throws when names, shapes or dtypes differ. */
export async function compareOutputs(
  files: Files,
  folders: { readonly ours: string; readonly theirs: string },
  thinning?: Thinning,
): Promise<Difference> {
  const signal = new AbortController().signal;
  const open = (folder: string): Promise<Checkpoint> => openCheckpoint(files, folder, signal);
  const [ours, theirs] = [await open(folders.ours), await open(folders.theirs)];
  if (ours.tensors.size !== theirs.tensors.size) {
    throw new Error(`${String(ours.tensors.size)} tensors instead of ${String(theirs.tensors.size)}`);
  }
  const base = thinning && (await open(thinning.base));
  const models = await Promise.all((thinning?.models ?? []).map(open));
  let elements = 0;
  let equal = 0;
  let tied = 0;
  let beyond = 0;
  let largest = 0;
  for (const [name, theirTensor] of theirs.tensors) {
    const ourTensor = ours.tensors.get(name);
    if (ourTensor?.dtype !== theirTensor.dtype || ourTensor.shape.join() !== theirTensor.shape.join()) {
      throw new Error(`${name} is missing or of another shape or dtype`);
    }
    const got = await readTensor(files, ours, name);
    const expected = await readTensor(files, theirs, name);
    const ties = base
      ? findTies(
          await readTensor(files, base, name),
          await Promise.all(models.map((model) => readTensor(files, model, name))),
          thinning.density,
        )
      : undefined;
    elements += got.length;
    for (let i = 0; i < got.length; i++) {
      const x = got[i] ?? 0;
      const y = expected[i] ?? 0;
      if (x === y) {
        equal++;
      } else if (ties?.[i] === 1) {
        tied++;
      } else {
        const difference = Math.abs(x - y);
        largest = Math.max(largest, difference);
        if (!(difference <= 1e-6 + Math.abs(y) / 128)) {
          beyond++;
        }
      }
    }
  }
  return { elements, equalShare: equal / elements, tied, beyond, largest };
}
