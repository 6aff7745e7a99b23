/** What goes to a hub when a result is pushed there. */
export interface PushedFile {
  /** Path in the repository. */
  readonly name: string;
  readonly bytes: number;
  /** What the repository has of that name. */
  readonly state: 'new' | 'changed' | 'same';
}

export interface PushReport {
  readonly repo: string;
  /** Address of the hub. */
  readonly endpoint: string;
  /** The repository is there already, as far as can be seen; its visibility stays what it is. */
  readonly exists: boolean;
  /** There is no token for the hub, which sending needs; what only its owner may see wasn't looked at. */
  readonly needsToken: boolean;
  readonly visibility: 'public' | 'private';
  readonly files: readonly PushedFile[];
  /** Bytes of the files that aren't there yet. */
  readonly bytes: number;
  /** Where the commit can be looked at; absent of a dry run, and where nothing was to be done. */
  readonly url?: string;
}
