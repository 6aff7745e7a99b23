import type { TensorRow } from '../../src/protocol/coefficients.js';
import type { DenseArray } from '../../src/protocol/events.js';

/** What is known of a tensor's blocks. */
export type BlockState = Float32Array | 'loading' | 'missing' | undefined;

export interface BlockStore {
  of(row: TensorRow): BlockState;
  /** Loads the blocks of these tensors that aren't there yet, in one request. */
  want(rows: readonly TensorRow[]): void;
  /** Forgets everything: the log has been sent anew. */
  clear(): void;
}

/** Tensors whose blocks are kept; a few screens full. Older ones are asked for again when they come into sight. */
const MOST_KEPT = 1000;

/** The blocks of a run's tensors, loaded when they come into sight. */
export function createBlockStore(
  load: (arrays: readonly DenseArray[]) => Promise<readonly (Float32Array | undefined)[]>,
  onDidLoad: () => void,
): BlockStore {
  // A tensor that is merged again after a resume has other blocks: they are known by where they lie, not by its name.
  const keyOf = ({ file, offset, length }: DenseArray): string => `${file} ${offset} ${length}`;
  let known = new Map<string, Exclude<BlockState, undefined>>();

  function keep(key: string, array: Float32Array | undefined): void {
    known.delete(key);
    known.set(key, array ?? 'missing');
    for (const oldest of known.keys()) {
      if (known.size <= MOST_KEPT) {
        break;
      }
      known.delete(oldest);
    }
  }

  return {
    of: ({ blocks }) => (blocks === undefined ? undefined : known.get(keyOf(blocks.data))),
    want(rows) {
      const wanted = rows.flatMap(({ blocks }) => (blocks === undefined ? [] : [blocks.data]));
      const arrays = wanted.filter((array) => !known.has(keyOf(array)));
      if (arrays.length === 0) {
        return;
      }
      const mine = known;
      arrays.forEach((array) => mine.set(keyOf(array), 'loading'));
      load(arrays)
        .catch(() => arrays.map(() => undefined))
        .then((loaded) => {
          if (mine === known) {
            arrays.forEach((array, i) => keep(keyOf(array), loaded[i]));
            onDidLoad();
          }
        })
        .catch((error: unknown) => {
          reportError(error);
        });
    },
    clear() {
      known = new Map();
    },
  };
}
