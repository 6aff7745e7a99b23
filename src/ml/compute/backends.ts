/** What computes with tensors: TensorFlow's own library, WebAssembly, or plain JavaScript (for tiny tests). */
export type Backend = 'native' | 'wasm' | 'cpu';

/** What an experiment asks for: a backend, or the fastest that is found. */
export type WantedBackend = 'auto' | Backend;

/**
 * Why a backend was chosen, as a code whose sentence stands in `base/texts/`: `wanted` by the experiment, the `fastest`
 * there is, or what kept a faster one from being used.
 */
export type BackendReason = 'wanted' | 'fastest' | 'native-missing' | 'native-unloadable';

/** The backend that computes from now on. */
export interface ChosenBackend {
  readonly backend: Backend;
  /** Of the library behind it: TensorFlow's, or TensorFlow.js's. */
  readonly version: string;
  readonly reason: BackendReason;
}
