/** WebAssembly modules are compiled and put in as bytes by the bundler (scripts/lib/kernels.mjs). */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

/** Those of TensorFlow.js lie beside the bundle: the path from there (scripts/lib/tensorflow-bundle.mjs). */
declare module '@tensorflow/*.wasm' {
  const path: string;
  export default path;
}
