/**
 * What the kernels of tfjs-node find under the name of the union package, which they ask for (scripts/lib/tensorflow-bundle.mjs
 * puts this in its place): the core, of which there must be one only, and a base class that code compiled to ES5 can extend.
 */
import * as core from '@tensorflow/tfjs-core';

// eslint-disable-next-line no-restricted-syntax -- standing in for a package that is a barrel
export * from '@tensorflow/tfjs-core';

/** `KernelBackend` as a function, because a subclass compiled to ES5 calls it without `new`. */
// eslint-disable-next-line @typescript-eslint/naming-convention -- the name that the kernels ask for
export const KernelBackend: unknown = Object.defineProperty(() => undefined, 'prototype', {
  value: core.KernelBackend.prototype,
});
