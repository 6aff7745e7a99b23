// The SIMD kernels, compiled by AssemblyScript (scripts/lib/kernels.mjs) to one WebAssembly module without a runtime:
// plain functions over an imported memory, in which the callers lay out their arrays. Each gives the bits of the plain
// function of the same name, which is the reference and says what it does (optimizers: see there); pointers are byte
// offsets, `n` counts elements.
export {
  addAgreeingBalance,
  addBalance,
  addConstantBalance,
  addDividedBalance,
} from './balance';
export * from './bernoulli';
export * from './combine';
export * from './consensus';
export * from './decode';
export * from './encode';
export * from './histograms';
export * from './near-counts';
export * from './nearswap';
export * from './non-finite';
export * from './optimizers';
export * from './pcb';
export * from './reductions';
export * from './selection';
export * from './sharing';
export * from './variance';
export * from './vector';

/** Where the module's own data end: the callers' arrays begin there (a multiple of 16). */
export function heapBase(): usize {
  return __heap_base;
}
