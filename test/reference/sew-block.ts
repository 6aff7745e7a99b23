import {
  type NeuronParameters,
  type NeuronTrace,
  runNeurons,
  runNeuronsBack,
} from '../../src/ml/spiking/kernels/neuron.js';

/** Images in double precision, image x channel x height x width. */
export interface Images {
  readonly values: Float64Array;
  readonly shape: readonly [count: number, channels: number, height: number, width: number];
}

export interface ReferenceBlock {
  readonly block: 'basic' | 'bottleneck';
  readonly connect: 'ADD' | 'AND' | 'IAND';
  readonly stride: number;
  readonly steps: number;
  readonly neuron: NeuronParameters;
  readonly isTraining: boolean;
  readonly epsilon: number;
  readonly momentum: number;
  /** `conv1.weight`, `bn1.running_var`, … */
  readonly state: ReadonlyMap<string, Float64Array>;
}

/** What a block's pass gives, and the gradients of sum(y * gradient). */
export interface ReferenceResult {
  readonly y: Images;
  readonly toInput: Float64Array;
  readonly gradients: ReadonlyMap<string, Float64Array>;
  readonly running: ReadonlyMap<string, Float64Array>;
  /** For each batch normalisation, in order: the least distance of its neurons' potentials to the threshold. */
  readonly distances: ReadonlyMap<string, number>;
}

/** A pass through convolution, batch normalisation and neurons, and the way back. */
interface Pass {
  readonly output: Images;
  back(gradient: Float64Array): Float64Array;
}

/** A SEW block by plain loops: the reference for what TensorFlow.js computes in float32. T is folded into the images. */
export function referenceSewBlock(x: Images, gradient: Float64Array, block: ReferenceBlock): ReferenceResult {
  const gradients = new Map<string, Float64Array>();
  const running = new Map<string, Float64Array>();
  const distances = new Map<string, number>();
  const unit = (input: Images, names: readonly [string, string], shape: { padding: number; stride: number }): Pass =>
    runUnit(input, names, { ...shape, block, gradients, running, distances });

  const padded = { padding: 1, stride: 1 };
  const plain = { padding: 0, stride: 1 };
  const shapes =
    block.block === 'basic'
      ? [{ ...padded, stride: block.stride }, padded]
      : [plain, { ...padded, stride: block.stride }, plain];
  const passes: Pass[] = [];
  let inner = x;
  for (const [i, shape] of shapes.entries()) {
    const pass = unit(inner, [`conv${i + 1}`, `bn${i + 1}`], shape);
    passes.push(pass);
    inner = pass.output;
  }
  const down = block.state.has('dconv.weight')
    ? unit(x, ['dconv', 'dbn'], { padding: 0, stride: block.stride })
    : undefined;
  const identity = down?.output ?? x;

  const connected = connect(inner.values, identity.values, { gradient, connect: block.connect });
  let toInput = connected.toInner;
  for (const pass of passes.toReversed()) {
    toInput = pass.back(toInput);
  }
  const toIdentity = down === undefined ? connected.toIdentity : down.back(connected.toIdentity);
  return {
    y: { values: connected.y, shape: inner.shape },
    toInput: toInput.map((value, i) => value + (toIdentity[i] ?? Number.NaN)),
    gradients,
    running,
    distances,
  };
}

function connect(
  inner: Float64Array,
  identity: Float64Array,
  options: { readonly gradient: Float64Array; readonly connect: 'ADD' | 'AND' | 'IAND' },
): { readonly y: Float64Array; readonly toInner: Float64Array; readonly toIdentity: Float64Array } {
  const of = (rule: (s: number, x: number, g: number) => number) =>
    inner.map((s, i) => rule(s, identity[i] ?? Number.NaN, options.gradient[i] ?? Number.NaN));
  switch (options.connect) {
    case 'ADD':
      return { y: of((s, x) => s + x), toInner: of((_s, _x, g) => g), toIdentity: of((_s, _x, g) => g) };
    case 'AND':
      return { y: of((s, x) => s * x), toInner: of((_s, x, g) => g * x), toIdentity: of((s, _x, g) => g * s) };
    case 'IAND':
      return {
        y: of((s, x) => x * (1 - s)),
        toInner: of((_s, x, g) => -g * x),
        toIdentity: of((s, _x, g) => g * (1 - s)),
      };
  }
}

function runUnit(
  x: Images,
  [convolution, norm]: readonly [string, string],
  options: {
    readonly padding: number;
    readonly stride: number;
    readonly block: ReferenceBlock;
    readonly gradients: Map<string, Float64Array>;
    readonly running: Map<string, Float64Array>;
    readonly distances: Map<string, number>;
  },
): Pass {
  const { block, gradients, running, distances } = options;
  const { steps, neuron } = block;
  const stateOf = (name: string) => block.state.get(name) ?? missing(name);
  const filter = stateOf(`${convolution}.weight`);
  const convolved = convolve(x, filter, { ...options, outputs: stateOf(`${norm}.weight`).length });
  const normal = normalise(convolved, norm, block);
  for (const [name, values] of normal.running) {
    running.set(name, values);
  }
  const trace: NeuronTrace = runNeurons(normal.y, steps, neuron);
  distances.set(norm, Math.min(...trace.potentials.map((potential) => Math.abs(potential - neuron.threshold))));
  return {
    output: { values: trace.spikes, shape: convolved.shape },
    back(gradient) {
      const toCurrent = runNeuronsBack(normal.y, trace, { steps, neuron, gradient }).input;
      const { toX, toScale, toOffset } = normal.back(toCurrent);
      gradients.set(`${norm}.weight`, toScale);
      gradients.set(`${norm}.bias`, toOffset);
      const { toImages, toFilter } = convolveBack(x, filter, { ...options, output: { ...convolved, values: toX } });
      gradients.set(`${convolution}.weight`, toFilter);
      return toImages;
    },
  };
}

/** Calls back with the places (image, filter, output) that a convolution multiplies and adds. */
function eachProduct(
  x: Images,
  options: {
    readonly padding: number;
    readonly stride: number;
    readonly size: number;
    readonly output: Images['shape'];
  },
  visit: (image: number, filter: number, output: number) => void,
): void {
  const [, inputs, height, width] = x.shape;
  const { padding, stride, size } = options;
  const [count, outputs, outHeight, outWidth] = options.output;
  let out = 0;
  for (let n = 0; n < count; n++) {
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < outHeight; i++) {
        for (let j = 0; j < outWidth; j++, out++) {
          for (let c = 0; c < inputs; c++) {
            for (let a = 0; a < size; a++) {
              for (let b = 0; b < size; b++) {
                const row = i * stride + a - padding;
                const column = j * stride + b - padding;
                if (row >= 0 && row < height && column >= 0 && column < width) {
                  const at = ((n * inputs + c) * height + row) * width + column;
                  visit(at, ((o * inputs + c) * size + a) * size + b, out);
                }
              }
            }
          }
        }
      }
    }
  }
}

interface Window {
  readonly padding: number;
  readonly stride: number;
}

const sizeOf = (filter: Float64Array, inputs: number, outputs: number) =>
  Math.round(Math.sqrt(filter.length / inputs / outputs));

function convolve(x: Images, filter: Float64Array, options: Window & { readonly outputs: number }): Images {
  const [count, inputs, height, width] = x.shape;
  const { padding, stride, outputs } = options;
  const size = sizeOf(filter, inputs, outputs);
  const reduced = (length: number) => Math.floor((length + 2 * padding - size) / stride) + 1;
  const shape = [count, outputs, reduced(height), reduced(width)] as const;
  const values = new Float64Array(shape[0] * shape[1] * shape[2] * shape[3]);
  eachProduct(x, { padding, stride, size, output: shape }, (image, weight, output) => {
    values[output] = (values[output] ?? 0) + (x.values[image] ?? 0) * (filter[weight] ?? 0);
  });
  return { values, shape };
}

function convolveBack(x: Images, filter: Float64Array, options: Window & { readonly output: Images }) {
  const { padding, stride, output } = options;
  const size = sizeOf(filter, x.shape[1], output.shape[1]);
  const toImages = new Float64Array(x.values.length);
  const toFilter = new Float64Array(filter.length);
  eachProduct(x, { padding, stride, size, output: output.shape }, (image, weight, out) => {
    const gradient = output.values[out] ?? 0;
    toImages[image] = (toImages[image] ?? 0) + gradient * (filter[weight] ?? 0);
    toFilter[weight] = (toFilter[weight] ?? 0) + gradient * (x.values[image] ?? 0);
  });
  return { toImages, toFilter };
}

function normalise(x: Images, name: string, block: ReferenceBlock) {
  const { isTraining, epsilon, momentum } = block;
  const [count, channels, height, width] = x.shape;
  const stateOf = (part: string) => block.state.get(`${name}.${part}`) ?? missing(name);
  const values = count * height * width;
  const channelOf = (i: number) => Math.floor(i / (height * width)) % channels;
  const sums = (of: (value: number, i: number) => number): Float64Array => {
    const out = new Float64Array(channels);
    x.values.forEach((value, i) => {
      const channel = channelOf(i);
      out[channel] = (out[channel] ?? 0) + of(value, i);
    });
    return out;
  };
  const at = (list: Float64Array, i: number) => list[channelOf(i)] ?? Number.NaN;

  const batchMean = sums((value) => value).map((sum) => sum / values);
  const squares = sums((value, i) => (value - at(batchMean, i)) ** 2);
  const mean = isTraining ? batchMean : stateOf('running_mean');
  const variance = isTraining ? squares.map((sum) => sum / values) : stateOf('running_var');
  const scale = stateOf('weight');
  const offset = stateOf('bias');
  const normal = x.values.map((value, i) => (value - at(mean, i)) / Math.sqrt(at(variance, i) + epsilon));
  const moved = (part: string, batch: Float64Array) =>
    isTraining
      ? stateOf(part).map((old, c) => (1 - momentum) * old + momentum * (batch[c] ?? Number.NaN))
      : stateOf(part);
  return {
    y: normal.map((value, i) => value * at(scale, i) + at(offset, i)),
    running: new Map([
      [`${name}.running_mean`, moved('running_mean', batchMean)],
      [
        `${name}.running_var`,
        moved(
          'running_var',
          squares.map((sum) => sum / (values - 1)),
        ),
      ],
    ]),
    back(gradient: Float64Array) {
      const of = (i: number) => gradient[i] ?? Number.NaN;
      const toOffset = sums((_value, i) => of(i));
      const toScale = sums((_value, i) => of(i) * (normal[i] ?? Number.NaN));
      const toX = gradient.map((g, i) => {
        const slope = at(scale, i) / Math.sqrt(at(variance, i) + epsilon);
        const level = isTraining ? (at(toOffset, i) + (normal[i] ?? Number.NaN) * at(toScale, i)) / values : 0;
        return slope * (g - level);
      });
      return { toX, toScale, toOffset };
    },
  };
}

function missing(name: string): never {
  throw new Error(`no ${name} in the state`);
}
