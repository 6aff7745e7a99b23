import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { randomStream } from '../../src/base/random.js';
import { safetensorsBytes } from './safetensors-bytes.js';

export interface ModelSize {
  readonly layers: number;
  /** Side of each layer's square matrix. */
  readonly width: number;
}

/**
 * Writes models that can be merged, a folder each: `layers` square matrices of seeded numbers in [-1, 1), and a
 * config.json. Small ones are merged at once, large ones give a test time to stop the run.
 */
export function writeModels(folder: string, names: readonly string[], { layers, width }: ModelSize): void {
  for (const name of names) {
    const tensors = new Map(
      Array.from({ length: layers }, (_, layer) => {
        const tensor = `model.layers.${String(layer)}.mlp.up_proj.weight`;
        const data = new Float32Array(width * width);
        randomStream(1, `${name}/${tensor}`).fillUniform(data, 0);
        for (const [index, value] of data.entries()) {
          data[index] = 2 * value - 1;
        }
        return [tensor, { dtype: 'F32', shape: [width, width], data }] as const;
      }),
    );
    const model = path.join(folder, name);
    mkdirSync(model, { recursive: true });
    writeFileSync(path.join(model, 'model.safetensors'), safetensorsBytes(tensors));
    writeFileSync(path.join(model, 'config.json'), JSON.stringify({ model_type: 'llama', num_hidden_layers: layers }));
  }
}
