import * as tf from '@tensorflow/tfjs-core';
import { avgPoolGrad } from './avg-pool-grad.js';
import { batchMatMul } from './batch-mat-mul.js';
import { conv2dBackpropFilter } from './conv2d-backprop-filter.js';
import { conv2dBackpropInput } from './conv2d-backprop-input.js';
import { conv2d, depthwiseConv2d, fusedConv2d, fusedDepthwiseConv2d } from './convolution-with-padding.js';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise-gradients.js';
import { maxPoolGrad } from './max-pool-grad.js';
import type { Replacement } from './replacement.js';
import { unsortedSegmentSum } from './unsorted-segment-sum.js';

/** What TensorFlow.js 4.22 lacks, computes wrongly or computes slowly, by the name of the backend. */
const replacements = {
  wasm: [
    avgPoolGrad,
    batchMatMul,
    conv2d,
    conv2dBackpropFilter,
    conv2dBackpropInput,
    depthwiseBackpropFilter,
    depthwiseBackpropInput,
    depthwiseConv2d,
    fusedConv2d,
    fusedDepthwiseConv2d,
    maxPoolGrad,
    unsortedSegmentSum,
  ],
  cpu: [avgPoolGrad],
} satisfies Readonly<Record<string, readonly Replacement[]>>;

const completed = new Set<string>();

/** Completes and mends a backend, before it is started for the first time; once is enough. */
export function registerReplacements(backendName: keyof typeof replacements): void {
  if (completed.has(backendName)) {
    return;
  }
  completed.add(backendName);
  for (const { kernelName, make } of replacements[backendName]) {
    const stock = stockKernel(kernelName, backendName);
    const kernelFunc = make(stock?.kernelFunc);
    if (stock === undefined) {
      tf.registerKernel({ kernelName, backendName, kernelFunc });
    } else {
      // Its set-up stays, without which a replacement can't call it.
      tf.unregisterKernel(kernelName, backendName);
      tf.registerKernel({ ...stock, kernelFunc });
    }
  }
}

/** A kernel that the backend has; tfjs says that there always is one. */
function stockKernel(kernelName: string, backendName: string): tf.KernelConfig | undefined {
  return tf.getKernel(kernelName, backendName);
}
