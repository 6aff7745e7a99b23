import type * as vscode from 'vscode';

/** The base of everything in the host that has a lifetime: what it owns is disposed with it, the newest first. */
export abstract class Lifetime implements vscode.Disposable {
  readonly #owned: vscode.Disposable[] = [];
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Takes over a disposable and hands it back; what comes after the end is disposed at once. */
  protected own<T extends vscode.Disposable>(thing: T): T {
    if (this.#disposed) {
      thing.dispose();
    } else {
      this.#owned.push(thing);
    }
    return thing;
  }

  dispose(): void {
    if (this.#disposed) {
      return;
    }
    this.#disposed = true;
    for (const thing of this.#owned.splice(0).reverse()) {
      thing.dispose();
    }
  }
}
