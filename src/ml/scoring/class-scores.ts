import type { Scores } from '../../base/ports.js';

/** Whether a classifier was right about an example, and its loss. */
type EachExample = (isRight: boolean, loss: number) => void;

/** Counts what a classifier says of examples, batch by batch; `each` is told of every single one. */
export class ClassScores {
  private readonly confusion: Float64Array;
  private loss = 0;
  private examples = 0;

  constructor(
    private readonly classes: number,
    private readonly each?: EachExample,
  ) {
    this.confusion = new Float64Array(classes * classes);
  }

  /** Logits examples x classes; the largest decides, the first of equals. */
  add(logits: Float32Array, labels: Int32Array): void {
    const { classes } = this;
    for (const [example, label] of labels.entries()) {
      const row = logits.subarray(example * classes, (example + 1) * classes);
      const predicted = largest(row);
      const top = row[predicted] ?? 0;
      const sum = row.reduce((total, value) => total + Math.exp(value - top), 0);
      const loss = Math.log(sum) + top - (row[label] ?? 0);
      this.loss += loss;
      this.each?.(predicted === label, loss);
      this.confusion[label * classes + predicted] = this.count(label, predicted) + 1;
    }
    this.examples += labels.length;
  }

  /** `accuracy`, the mean over classes of F1 (`f1`; a class that neither occurs nor is said doesn't count), and the mean `loss`. */
  scores(): Scores {
    const { classes, examples } = this;
    const all = Array.from({ length: classes }, (_, index) => index);
    const sum = (of: (other: number) => number): number => all.reduce((total, other) => total + of(other), 0);
    const f1 = all.flatMap((one) => {
      const said = sum((other) => this.count(other, one)) + sum((other) => this.count(one, other));
      return said === 0 ? [] : [(2 * this.count(one, one)) / said];
    });
    return {
      accuracy: sum((one) => this.count(one, one)) / examples,
      f1: f1.reduce((total, value) => total + value, 0) / f1.length,
      loss: this.loss / examples,
    };
  }

  private count(label: number, predicted: number): number {
    return this.confusion[label * this.classes + predicted] ?? 0;
  }
}

/** The place of the largest value, the first of equals. */
export function largest(values: ArrayLike<number>): number {
  let place = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] ?? 0) > (values[place] ?? 0)) {
      place = i;
    }
  }
  return place;
}
