/** Float32 arrays that are used again: pieces of checkpoints are large and many, and would keep the garbage collector busy. */
export class ArrayPool {
  readonly #free = new Map<number, Float32Array[]>();

  /** An array of this length; what it holds is left over from its last use. */
  take(length: number): Float32Array {
    return this.#free.get(length)?.pop() ?? new Float32Array(length);
  }

  /** Gives an array back, which its user must not look at any more. */
  give(array: Float32Array): void {
    const free = this.#free.get(array.length) ?? [];
    free.push(array);
    // Pieces mostly have one length; those of the ends of tensors aren't kept for ever.
    if (this.#free.size > MOST_LENGTHS) {
      this.#free.clear();
    }
    this.#free.set(array.length, free);
  }
}

const MOST_LENGTHS = 8;
