// How esbuild bundles TensorFlow.js: for every bundle that computes with tensors, and for the tests.

/** @type {Pick<import('esbuild').BuildOptions, 'alias' | 'loader' | 'assetNames'>} */
export const tensorflowBundle = {
  // The kernels of tfjs-node ask for the union package; all of it that they use is the core, of which there must be one only.
  alias: { '@tensorflow/tfjs': '@tensorflow/tfjs-core' },
  // The WebAssembly modules lie beside the bundle.
  loader: { '.wasm': 'file' },
  assetNames: 'tensorflow/[name]',
};
