import { randomStream } from '../../base/random.js';

/** How a weight begins, as torch and transformers have it. */
export type Initialisation =
  | { readonly type: 'zeros' }
  | { readonly type: 'ones' }
  /** Normal deviates with mean 0; `zeroRow` is the row of the padding token, which begins at zero. */
  | { readonly type: 'normal'; readonly deviation: number; readonly zeroRow?: number | undefined }
  /** Uniform between -bound and bound: torch's own linear and convolution layers. */
  | { readonly type: 'uniform'; readonly bound: number }
  | { readonly type: 'constant'; readonly value: number };

/** The first values of a weight. They depend on the seed and the weight's name alone, not on what is built before it. */
export function initialValues(
  name: string,
  shape: readonly number[],
  options: { readonly initialisation: Initialisation; readonly seed: number },
): Float32Array {
  const { initialisation, seed } = options;
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  switch (initialisation.type) {
    case 'zeros':
      return values;
    case 'ones':
      return values.fill(1);
    case 'constant':
      return values.fill(initialisation.value);
    case 'uniform': {
      randomStream(seed, `initial/${name}`).fillUniform(values, 0);
      for (let i = 0; i < values.length; i++) {
        values[i] = initialisation.bound * (2 * (values[i] ?? 0) - 1);
      }
      return values;
    }
    case 'normal': {
      fillNormal(values, seed, name);
      for (let i = 0; i < values.length; i++) {
        values[i] = initialisation.deviation * (values[i] ?? 0);
      }
      const { zeroRow } = initialisation;
      if (zeroRow !== undefined) {
        const width = values.length / (shape[0] ?? 1);
        values.fill(0, zeroRow * width, (zeroRow + 1) * width);
      }
      return values;
    }
  }
}

/** Normal deviates by Box and Muller: elements 2i and 2i + 1 from the stream's uniforms 2i and 2i + 1. */
function fillNormal(values: Float32Array, seed: number, name: string): void {
  const random = randomStream(seed, `initial/${name}`);
  for (let i = 0; i < values.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform(i)));
    const angle = 2 * Math.PI * random.uniform(i + 1);
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) {
      values[i + 1] = radius * Math.sin(angle);
    }
  }
}
