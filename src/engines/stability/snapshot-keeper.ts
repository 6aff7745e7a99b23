/**
 * Saves a snapshot after everything that happens, one at a time: what happens while one is written is in the next. Where one
 * can't be written, `onFailure` is called and `settled` throws.
 */
export class SnapshotKeeper {
  private isDue = false;
  private saving: Promise<void> | undefined;
  private failure: { readonly thrown: unknown } | undefined;

  constructor(
    private readonly save: () => Promise<void>,
    private readonly onFailure: () => void,
  ) {}

  request(): void {
    this.isDue = true;
    this.saving ??= this.work();
  }

  /** Resolves when all that was asked for is written; throws what the writing threw. */
  async settled(): Promise<void> {
    await this.saving;
    if (this.failure !== undefined) {
      throw this.failure.thrown;
    }
  }

  private async work(): Promise<void> {
    try {
      while (this.isDue && this.failure === undefined) {
        this.isDue = false;
        await this.save();
      }
    } catch (thrown) {
      this.failure = { thrown };
      this.onFailure();
    } finally {
      this.saving = undefined;
    }
  }
}
