/** What an installation does at the moment, for those who wait for it. */
export type InstallPhase = 'download' | 'unpack' | 'compile' | 'check';

/** How an installation is watched and stopped. */
export interface InstallContext {
  readonly signal: AbortSignal;
  /** `total` is 0 where it is not known; both are bytes while downloading. */
  readonly onProgress: (phase: InstallPhase, done: number, total: number) => void;
}

/** The library and the headers that the addon is compiled with. */
export interface Library {
  readonly version: string;
  /** The folder (absolute) that `tensorflow/c/c_api.h` is found from. */
  readonly headers: string;
  /** File names of the libraries, which lie in the folder of the runtime itself. */
  readonly libraries: readonly string[];
}
