import moduleBytes from './simd-kernels.wasm';

/** A byte offset in the instance's memory. */
type Pointer = number;

/** What kernels/assembly/ exports. Pointers first, `n` (elements) last; each is told by the plain function of its name. */
export interface SimdExports extends OptimizerExports {
  subtract(out: Pointer, a: Pointer, b: Pointer, n: number): void;
  scale(out: Pointer, a: Pointer, factor: number, n: number): void;
  addScaled(out: Pointer, a: Pointer, factor: number, n: number): void;
  plusScaled(out: Pointer, a: Pointer, b: Pointer, factor: number, n: number): void;
  divide(out: Pointer, a: Pointer, divisor: number, n: number): void;
  scaleMagnitudes(out: Pointer, a: Pointer, factor: number, n: number): void;
  multiply(out: Pointer, a: Pointer, b: Pointer, n: number): void;
  addProducts(out: Pointer, a: Pointer, b: Pointer, n: number): void;
  addDot(lanes: Pointer, a: Pointer, b: Pointer, phase: number, n: number): void;
  addMagnitudes(lanes: Pointer, a: Pointer, phase: number, n: number): void;
  addColumnDots(sums: Pointer, columns: number, a: Pointer, b: Pointer, first: number, n: number): void;
  countMagnitudesHigh(counts: Pointer, values: Pointer, n: number): void;
  countMagnitudesLow(counts: Pointer, values: Pointer, high: number, n: number): void;
  countOrderedHigh(counts: Pointer, values: Pointer, n: number): void;
  countOrderedLow(counts: Pointer, values: Pointer, high: number, n: number): void;
  countNear(
    totals: Pointer,
    index: Pointer,
    keys: Pointer,
    counts: Pointer,
    capacity: number,
    values: Pointer,
    low: number,
    high: number,
    n: number,
  ): void;
  keepLargest(out: Pointer, a: Pointer, threshold: number, ties: number, n: number): number;
  keepBetween(out: Pointer, a: Pointer, low: number, high: number, ties: Pointer, n: number): void;
  keepWhere(out: Pointer, a: Pointer, keep: Pointer, n: number): void;
  keepWhereNonZero(out: Pointer, a: Pointer, key: Pointer, n: number): void;
  keepAtLeast(out: Pointer, a: Pointer, key: Pointer, threshold: number, n: number): void;
  addAgreeing(sum: Pointer, weights: Pointer, weighted: Pointer, election: Pointer, weight: number, n: number): void;
  mergeAgreeing(
    sum: Pointer,
    denominators: Pointer,
    election: Pointer,
    block: Pointer,
    stride: number,
    rows: number,
    weights: Pointer,
    normalize: number,
    tiny: number,
    n: number,
  ): void;
  agreeingCoefficients(
    coefficients: Pointer,
    weighted: Pointer,
    election: Pointer,
    denominators: Pointer,
    factor: number,
    n: number,
  ): void;
  keptCoefficients(coefficients: Pointer, kept: Pointer, factor: number, n: number): void;
  divideAtLeast(values: Pointer, divisors: Pointer, floor: number, n: number): void;
  addBalance(sums: Pointer, values: Pointer, coefficients: Pointer, merged: Pointer, phase: number, n: number): void;
  addAgreeingBalance(
    sums: Pointer,
    values: Pointer,
    weighted: Pointer,
    election: Pointer,
    denominators: Pointer,
    factor: number,
    merged: Pointer,
    phase: number,
    n: number,
  ): void;
  addConstantBalance(
    sums: Pointer,
    values: Pointer,
    coefficient: number,
    merged: Pointer,
    phase: number,
    n: number,
  ): void;
  combine(
    out: Pointer,
    sums: Pointer,
    models: Pointer,
    count: number,
    base: Pointer,
    weights: Pointer,
    coefficients: Pointer,
    divisor: number,
    lambda: number,
    phase: number,
    scratch: Pointer,
    n: number,
  ): void;
  addDividedBalance(
    sums: Pointer,
    values: Pointer,
    coefficients: Pointer,
    divisors: Pointer,
    factor: number,
    merged: Pointer,
    phase: number,
    n: number,
  ): void;
  signedNormalizedMagnitudes(out: Pointer, tau: Pointer, lo: number, hi: number, n: number): void;
  tanhOfProduct(out: Pointer, a: Pointer, b: Pointer, n: number): void;
  addTanhOfProduct(out: Pointer, a: Pointer, b: Pointer, n: number): void;
  multiplyByIntra(out: Pointer, u: Pointer, factor: number, n: number): void;
  clampMagnitudes(out: Pointer, tau: Pointer, lo: number, hi: number, n: number): void;
  scaleScores(beta: Pointer, lo: number, hi: number, n: number): void;
  addScored(sum: Pointer, weights: Pointer, clipped: Pointer, scores: Pointer, lambda: number, n: number): void;
  drawBernoulli(keep: Pointer, start: number, key0: number, key1: number, limit: number, n: number): void;
  drawBernoulliEach(keep: Pointer, start: number, key0: number, key1: number, probabilities: Pointer, n: number): void;
  varianceOverRows(out: Pointer, block: Pointer, stride: number, rows: number, n: number): void;
  countNonZero(values: Pointer, n: number): number;
  countUniqueAndShared(totals: Pointer, block: Pointer, stride: number, rows: number, n: number, epsilon: number): void;
  mergeUniqueAndShared(
    out: Pointer,
    coefficients: Pointer,
    block: Pointer,
    stride: number,
    rows: number,
    epsilon: number,
    uniqueFactors: Pointer,
    n: number,
  ): void;
  nearnessWeights(weights: Pointer, delta: Pointer, t: number, n: number): void;
  interpolateEach(out: Pointer, a: Pointer, b: Pointer, weights: Pointer, n: number): void;
  decodeBfloat16(from: Pointer, out: Pointer, n: number): void;
  decodeFloat16(from: Pointer, out: Pointer, n: number): void;
  encodeBfloat16(from: Pointer, out: Pointer, n: number): void;
  encodeFloat16(from: Pointer, out: Pointer, n: number): void;
  countNonFinite(values: Pointer, limit: number, counts: Pointer, n: number): void;
  heapBase(): Pointer;
}

/** What kernels/assembly/optimizers.ts exports: an optimizer's loops (ml/optimizers/kernels/); `n` is a multiple of four. */
interface OptimizerExports {
  sumOfSquares(v: Pointer, n: number): number;
  sumOfSquaredDifferences(v: Pointer, w: Pointer, n: number): number;
  timesZero(v: Pointer, n: number): number;
  blend(y: Pointer, x: Pointer, keep: number, factor: number, n: number): void;
  moveBy(x: Pointer, d: Pointer, factor: number, n: number): void;
  nesterovStep(x: Pointer, g: Pointer, b: Pointer, momentum: number, rate: number, n: number): void;
  adamStep(
    x: Pointer,
    g: Pointer,
    m: Pointer,
    v: Pointer,
    keep1: number,
    new1: number,
    keep2: number,
    new2: number,
    eps: number,
    keep: number,
    rate: number,
    rootFactor: number,
    n: number,
  ): void;
  adamGStep(
    x: Pointer,
    g: Pointer,
    m: Pointer,
    r: Pointer,
    v: Pointer,
    keep1: number,
    new1: number,
    keep2: number,
    new2: number,
    keep3: number,
    new3: number,
    q: number,
    eps: number,
    keep: number,
    rate: number,
    rootFactor: number,
    n: number,
  ): void;
  dAdaptMoments(
    sums: Pointer,
    g: Pointer,
    m: Pointer,
    v: Pointer,
    s: Pointer,
    keep1: number,
    new1: number,
    keep2: number,
    new2: number,
    keepS: number,
    newS: number,
    eps: number,
    n: number,
  ): void;
  prodigyMoments(
    sums: Pointer,
    x: Pointer,
    x0: Pointer,
    g: Pointer,
    m: Pointer,
    v: Pointer,
    s: Pointer,
    keep1: number,
    new1: number,
    keep2: number,
    new2: number,
    keepS: number,
    newS: number,
    n: number,
  ): void;
  adaptedStep(x: Pointer, m: Pointer, v: Pointer, keep: number, rate: number, eps: number, n: number): void;
  scheduleFreeStep(
    y: Pointer,
    g: Pointer,
    v: Pointer,
    z: Pointer,
    x: Pointer,
    beta1: number,
    keep2: number,
    new2: number,
    eps: number,
    weightDecay: number,
    rate: number,
    rootFactor: number,
    share: number,
    n: number,
  ): void;
}

/** An instance of the kernels and the memory that its arrays must lie in; good for one thread. */
export interface SimdInstance {
  readonly kernels: SimdExports;
  /** Never grows, so that views of it stay good. */
  readonly buffer: ArrayBuffer;
  /** The first byte that is free for arrays. */
  readonly heapBase: number;
}

const PAGE_BYTES = 65536;
/** Pages are counted in 16 bits. */
const MOST_PAGES = 65536;

/** Compiled once a thread. */
let compiled: object | undefined;

/**
 * Makes an instance with room for `bytes` bytes of arrays. The system gives out the memory as it is first touched, so an
 * ample size costs nothing. Undefined where this machine has no SIMD, or not so much address space.
 */
export function instantiateSimdKernels(bytes: number): SimdInstance | undefined {
  // One page for what the module itself holds.
  const pages = Math.ceil(bytes / PAGE_BYTES) + 1;
  if (pages > MOST_PAGES || !webAssembly.validate(moduleBytes)) {
    return undefined;
  }
  try {
    const memory = new webAssembly.Memory({ initial: pages, maximum: pages });
    compiled ??= new webAssembly.Module(moduleBytes);
    const instance = new webAssembly.Instance(compiled, { env: { memory } });
    const kernels = instance.exports as SimdExports;
    return { kernels, buffer: memory.buffer, heapBase: kernels.heapBase() };
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      return undefined;
    }
    throw thrown;
  }
}

/** The part of the global `WebAssembly` that is used here; Node's type declarations leave it to the DOM's. */
interface WebAssemblyApi {
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum: number;
  }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: object } },
  ) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
}

const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
