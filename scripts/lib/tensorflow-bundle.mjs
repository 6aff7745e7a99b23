// How esbuild bundles TensorFlow.js: for every bundle that computes with tensors, and for the tests.
import * as path from 'node:path';
import { root } from './root.mjs';

/** @type {Pick<import('esbuild').BuildOptions, 'alias' | 'mainFields' | 'loader' | 'assetNames'>} */
export const tensorflowBundle = {
  // The core must exist once. As modules, because its gradients are modules of the same; its file for Node has none.
  mainFields: ['module', 'main'],
  alias: { '@tensorflow/tfjs': path.join(root, 'src', 'ml', 'compute', 'native', 'union-package.ts') },
  // The WebAssembly modules lie beside the bundle.
  loader: { '.wasm': 'file' },
  assetNames: 'tensorflow/[name]',
};
