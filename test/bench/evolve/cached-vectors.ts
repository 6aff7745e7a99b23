import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { prepareOnce } from '../../rig/prepare-once.js';

/** Vectors by name, as they were made once for this machine under a key; the key must name all that they depend on. */
export async function cachedVectors(
  key: string,
  make: () => Promise<ReadonlyMap<string, Float32Array>>,
): Promise<ReadonlyMap<string, Float32Array>> {
  const folder = await prepareOnce(`bench-evolve-${key}`, async (target) => {
    for (const [name, values] of await make()) {
      await fs.writeFile(path.join(target, `${name}.f32`), new Uint8Array(values.buffer, 0, values.byteLength));
    }
  });
  const vectors = new Map<string, Float32Array>();
  for (const file of (await fs.readdir(folder)).filter((one) => one.endsWith('.f32')).sort()) {
    const bytes = await fs.readFile(path.join(folder, file));
    vectors.set(path.basename(file, '.f32'), new Float32Array(Uint8Array.from(bytes).buffer));
  }
  return vectors;
}

/** A vector that must be there. */
export function vectorOf(vectors: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const found = vectors.get(name);
  if (found === undefined) {
    throw new Error(`no vector ${name} is cached`);
  }
  return found;
}
