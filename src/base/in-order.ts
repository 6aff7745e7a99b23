/**
 * Puts into order what several hands tell of things that they work at side by side: of the first thing that isn't done
 * everything is passed on at once, of the others when their turn comes. Whoever listens hears the same, in the same order,
 * as if one hand had done one thing after the other.
 */
export class InOrder<Part, Result> {
  private readonly parts = new Map<number, Part[]>();
  private readonly results = new Map<number, Result>();
  private first = 0;

  constructor(
    private readonly onPart: (part: Part) => void,
    private readonly onResult: (index: number, result: Result) => void,
  ) {}

  /** A part of the thing `index` is done. */
  part(index: number, part: Part): void {
    if (index === this.first) {
      this.onPart(part);
    } else {
      const waiting = this.parts.get(index) ?? [];
      waiting.push(part);
      this.parts.set(index, waiting);
    }
  }

  /** The thing `index` is done; all its parts were told before. */
  result(index: number, result: Result): void {
    this.results.set(index, result);
    for (let next = this.results.get(this.first); next !== undefined; next = this.results.get(this.first)) {
      this.results.delete(this.first);
      const index = this.first++;
      this.onResult(index, next);
      for (const part of this.parts.get(this.first) ?? []) {
        this.onPart(part);
      }
      this.parts.delete(this.first);
    }
  }
}
