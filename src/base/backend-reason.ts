/**
 * Why a run computes with what it computes, as a code that its record keeps; the sentences stand in
 * `texts/backend-reasons.ts`.
 */
export type BackendReason =
  /** The run has not begun. */
  | 'not-started'
  /** The experiment names it. */
  | 'wanted'
  /** It is the fastest that there is. */
  | 'fastest'
  /** TensorFlow's library is not installed. */
  | 'native-missing'
  /** TensorFlow's library is there and can't be loaded. */
  | 'native-unloadable'
  /** Neither TensorFlow's library nor WebAssembly can be loaded. */
  | 'wasm-unloadable'
  /** Kernels of WebAssembly that this processor can't run. */
  | 'no-simd';
