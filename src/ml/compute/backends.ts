import type { BackendReason } from '../../base/backend-reason.js';

/** What computes with tensors: TensorFlow's own library, WebAssembly, or plain JavaScript (for tiny tests). */
export type Backend = 'native' | 'wasm' | 'cpu';

/** What an experiment asks for: a backend, or the fastest that is found. */
export type WantedBackend = 'auto' | Backend;

/** The backend that computes from now on. */
export interface ChosenBackend {
  readonly backend: Backend;
  /** Of the library behind it: TensorFlow's, or TensorFlow.js's. */
  readonly version: string;
  readonly reason: BackendReason;
  /** What a loader said that failed; empty where nothing failed. */
  readonly detail: string;
}
