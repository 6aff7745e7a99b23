import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { readSafetensorsHeader } from '../../src/ml/tensors/read-safetensors-header.js';
import { nodeFiles } from '../../src/worker/node-files.js';

/** A tensor of a golden file, in whatever number format, as numbers. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

const readers: Readonly<
  Record<string, { readonly bytes: number; readonly read: (view: DataView, at: number) => number }>
> = {
  U8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  I64: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
};

/** The tensors of a golden safetensors file by name. */
export async function readGoldenTensors(file: string): Promise<ReadonlyMap<string, GoldenTensor>> {
  const header = await readSafetensorsHeader(nodeFiles, file, new AbortController().signal);
  const content = readFileSync(file);
  const dataStart = 8 + Number(content.readBigUInt64LE(0));
  const tensors = new Map<string, GoldenTensor>();
  for (const [name, { dtype, shape, begin, elements }] of header.tensors) {
    const { bytes, read } = readers[dtype] ?? assert.fail(`${name} holds ${dtype}`);
    const view = new DataView(content.buffer, content.byteOffset + dataStart + begin, bytes * elements);
    tensors.set(name, { shape, values: Float64Array.from({ length: elements }, (_, i) => read(view, i * bytes)) });
  }
  return tensors;
}

/** A tensor that must be there. */
export function tensorOf(tensors: ReadonlyMap<string, GoldenTensor>, name: string): GoldenTensor {
  return tensors.get(name) ?? assert.fail(`no tensor ${name}`);
}

/** Files of a folder that begin with a prefix and have an ending, without it: `wm_aug`, `wm_aug2`. */
export function goldenStems(folder: string, prefix: string, ending: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith(ending))
    .map((name) => path.join(folder, name.slice(0, -ending.length)))
    .sort();
}
