import * as tf from '@tensorflow/tfjs-core';

/** Told, on the way forward, what the parts of a spiking network do. The tensors are disposed afterwards. */
export interface SpikeWatch {
  /** A layer of neurons has fired: (steps x batch) x height x width x channels. */
  fired(layer: string, spikes: tf.Tensor4D): void;
  /**
   * A layer of weights takes its input: spikes (or sums of them) of all steps, or values that are no spikes and count once.
   * `multiplyAccumulates`: what it computes for one image, in one step.
   */
  connected(
    layer: string,
    input: tf.Tensor4D,
    work: { readonly multiplyAccumulates: number; readonly isSpikes: boolean },
  ): void;
}

/** How active a layer of neurons is. */
export interface LayerActivity {
  readonly layer: string;
  readonly neurons: number;
  /** Spikes per neuron and step. */
  readonly rate: number;
}

/** When the neurons of a layer fired for one image. */
export interface LayerRaster {
  readonly layer: string;
  /** Which neurons these are: places in height x width x channels. */
  readonly neurons: readonly number[];
  /** For each step, the places in `neurons` of those that fired. */
  readonly fired: readonly (readonly number[])[];
}

/** What one image costs on average, as an estimate: zeros around images are counted like pixels. */
export interface SynapticOperations {
  /** Additions of a weight, one for each spike that arrives at a synapse. */
  readonly accumulates: number;
  /** Of layers whose input isn't spikes: the first one's pixels, and the last one's means. */
  readonly multiplyAccumulates: number;
  /** Of the same network with ReLU, in one pass. */
  readonly reluMultiplyAccumulates: number;
  readonly joules: number;
  readonly reluJoules: number;
}

/** What a spiking network did with a batch of images. */
export interface SpikeActivity {
  readonly steps: number;
  readonly layers: readonly LayerActivity[];
  readonly rasters: readonly LayerRaster[];
  readonly operations: SynapticOperations;
}

/** Which image's spikes are kept one by one, and of how many neurons a layer. */
export interface RasterOptions {
  readonly image: number;
  readonly neuronsPerLayer: number;
}

/** 45 nm, float32: Horowitz, "Computing's energy problem (and what we can do about it)", 2014. */
const JOULES_PER_ACCUMULATE = 0.9e-12;
const JOULES_PER_MULTIPLY_ACCUMULATE = 4.6e-12;

/** Gathers what a network tells while it runs on one batch. */
export class SpikeRecorder implements SpikeWatch {
  private readonly layers: LayerActivity[] = [];
  private readonly rasters: LayerRaster[] = [];
  private accumulates = 0;
  private multiplyAccumulates = 0;
  private reluMultiplyAccumulates = 0;

  constructor(
    private readonly steps: number,
    private readonly options: RasterOptions,
  ) {}

  fired(layer: string, spikes: tf.Tensor4D): void {
    const neurons = spikes.size / spikes.shape[0];
    this.layers.push({ layer, neurons, rate: meanOf(spikes) });
    this.rasters.push(rasterOf(layer, spikes, { ...this.options, steps: this.steps }));
  }

  connected(_layer: string, input: tf.Tensor4D, work: { multiplyAccumulates: number; isSpikes: boolean }): void {
    this.reluMultiplyAccumulates += work.multiplyAccumulates;
    if (work.isSpikes) {
      this.accumulates += meanOf(input) * this.steps * work.multiplyAccumulates;
    } else {
      this.multiplyAccumulates += work.multiplyAccumulates;
    }
  }

  activity(): SpikeActivity {
    const { accumulates, multiplyAccumulates, reluMultiplyAccumulates } = this;
    return {
      steps: this.steps,
      layers: this.layers,
      rasters: this.rasters,
      operations: {
        accumulates,
        multiplyAccumulates,
        reluMultiplyAccumulates,
        joules: accumulates * JOULES_PER_ACCUMULATE + multiplyAccumulates * JOULES_PER_MULTIPLY_ACCUMULATE,
        reluJoules: reluMultiplyAccumulates * JOULES_PER_MULTIPLY_ACCUMULATE,
      },
    };
  }
}

function meanOf(x: tf.Tensor): number {
  return tf.tidy(() => tf.mean(x).dataSync()[0] ?? 0);
}

/** Neurons at even distances, where a layer has more than are asked for. */
function rasterOf(
  layer: string,
  spikes: tf.Tensor4D,
  options: RasterOptions & { readonly steps: number },
): LayerRaster {
  const { image, neuronsPerLayer, steps } = options;
  const batch = spikes.shape[0] / steps;
  const size = spikes.size / spikes.shape[0];
  const shown = Math.min(size, neuronsPerLayer);
  const neurons = Array.from({ length: shown }, (_, i) => Math.floor((i * size) / shown));
  const values = tf.tidy(() =>
    tf.slice(tf.reshape(spikes, [steps, batch, size]), [0, image, 0], [steps, 1, size]).dataSync(),
  );
  const fired = Array.from({ length: steps }, (_, step) =>
    [...neurons.keys()].filter((i) => (values[step * size + (neurons[i] ?? 0)] ?? 0) > 0),
  );
  return { layer, neurons, fired };
}
