import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { safetensorsBytes } from './safetensors-bytes.js';
import { writeModels, type ModelSize } from './write-models.js';

/**
 * Writes models with statistics beside them, so that merging them by `slowMergeLines` takes its time on any machine: about
 * half a second of arithmetic for each layer of width 512, however fast the disk and the other methods are.
 */
export function writeSlowModels(folder: string, names: readonly string[], size: ModelSize): void {
  writeModels(folder, names, size);
  const { layers, width } = size;
  for (const [index, name] of names.entries()) {
    const data = new Float32Array(width * width).fill(0.25);
    for (let i = 0; i < width; i++) {
      data[i * width + i] = width + index + (i % 7);
    }
    const tensors = Array.from(
      { length: layers },
      (_, layer) =>
        [
          `gram/model.layers.${String(layer)}.mlp.up_proj.weight`,
          { dtype: 'F32', shape: [width, width], data },
        ] as const,
    );
    writeFileSync(path.join(folder, `${name}.statistics.safetensors`), safetensorsBytes(new Map(tensors)));
  }
}

/** The lines of an experiment that merges such models, which lie in `place` as the experiment sees it. */
export function slowMergeLines(place: string, names: readonly string[]): readonly string[] {
  return [
    'kind: merge',
    'merge_method: regmean',
    'models:',
    ...names.map(
      (name) => `  - { model: ${place}/${name}, parameters: { statistics: ${place}/${name}.statistics.safetensors } }`,
    ),
  ];
}
