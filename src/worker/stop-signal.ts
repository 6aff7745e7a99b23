/** Whether a run is to stop, and why. */
export class StopSignal {
  private readonly controller = new AbortController();

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Somebody wants the run to end as *cancelled*. */
  request(): void {
    this.controller.abort();
  }
}
