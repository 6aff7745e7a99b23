/** WebAssembly modules are compiled and put in as bytes by the bundler (scripts/lib/kernels.mjs). */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
