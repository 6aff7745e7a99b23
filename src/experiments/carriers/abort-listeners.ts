/**
 * Calls many functions when a signal is aborted through one listener on it: a run may have hundreds of requests under way
 * on the same signal, and Node takes more than ten listeners for a leak.
 */
export class AbortListeners {
  private readonly callbacks = new Map<AbortSignal, Set<() => void>>();

  /** Has a function called on abort, until what is returned is called. The signal must not be aborted yet. */
  add(signal: AbortSignal, callback: () => void): () => void {
    let all = this.callbacks.get(signal);
    if (all === undefined) {
      all = new Set();
      this.callbacks.set(signal, all);
      signal.addEventListener('abort', this.tell);
    }
    all.add(callback);
    return () => {
      this.remove(signal, callback);
    };
  }

  private remove(signal: AbortSignal, callback: () => void): void {
    const all = this.callbacks.get(signal);
    all?.delete(callback);
    if (all?.size === 0) {
      this.callbacks.delete(signal);
      signal.removeEventListener('abort', this.tell);
    }
  }

  private readonly tell = ({ target }: Event): void => {
    for (const callback of [...(this.callbacks.get(target as AbortSignal) ?? [])]) {
      callback();
    }
  };
}
