// How esbuild bundles TensorFlow.js: for every bundle that computes with tensors, and for the tests.
import * as fs from 'node:fs';
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

/** What TensorFlow's addon is compiled from: the C++ files of tfjs-node, and the headers of Node's interface for addons. */
export const addonSources = {
  binding: path.join(root, 'node_modules', '@tensorflow', 'tfjs-node', 'binding'),
  nodeHeaders: path.join(root, 'node_modules', 'node-api-headers', 'include'),
};

/** Lays them beside the worker, which compiles the addon where it is to be installed. @param {string} folder */
export function copyAddonSources(folder) {
  fs.cpSync(addonSources.binding, path.join(folder, 'binding'), { recursive: true });
  fs.cpSync(addonSources.nodeHeaders, path.join(folder, 'node'), { recursive: true });
}
