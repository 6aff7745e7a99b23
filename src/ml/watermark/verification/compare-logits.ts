import { welchTest, type WelchResult } from './welch-test.js';

/** Logits of one model on some queries: rows x classes. */
export interface Logits {
  readonly values: ArrayLike<number>;
  readonly classes: number;
}

/** The published statistic: Welch's test for each class, and the mean of their p-values. */
export interface LogitComparison {
  readonly perClass: readonly WelchResult[];
  readonly meanP: number;
}

/**
 * Compares what a clean and a suspect model say on the triggered set, class by class (t = clean - suspect); the numbers of rows may
 * differ. A small p = other logits; it doesn't tell copies from strangers by itself. Yu et al., 2024, section 4.
 */
export function compareLogits(clean: Logits, suspect: Logits): LogitComparison {
  const perClass = Array.from({ length: clean.classes }, (_, one) =>
    welchTest(columnOf(clean, one), columnOf(suspect, one)),
  );
  return { perClass, meanP: perClass.reduce((sum, { p }) => sum + p, 0) / perClass.length };
}

function columnOf({ values, classes }: Logits, column: number): Float64Array {
  return Float64Array.from({ length: values.length / classes }, (_, row) => values[row * classes + column] ?? 0);
}

/** What `predictedClasses` says of a row that holds what isn't a number: no class, and never a hit. */
export const NO_CLASS = -1;

/** The class of each row with the largest logit, the first of equals; `NO_CLASS` where one isn't a number. */
export function predictedClasses({ values, classes }: Logits): Int32Array {
  return Int32Array.from({ length: values.length / classes }, (_, row) => {
    let largest = 0;
    for (let one = 0; one < classes; one++) {
      const value = values[row * classes + one] ?? Number.NaN;
      if (Number.isNaN(value)) {
        return NO_CLASS;
      }
      if (value > (values[row * classes + largest] ?? 0)) {
        largest = one;
      }
    }
    return largest;
  });
}

/** -T logsumexp(logits / T) of each row. Liu et al., "Energy-based out-of-distribution detection", 2020, equation 4. */
export function energyScores({ values, classes }: Logits, temperature: number): Float64Array {
  return Float64Array.from({ length: values.length / classes }, (_, row) => {
    let most = Number.NEGATIVE_INFINITY;
    for (let one = 0; one < classes; one++) {
      most = Math.max(most, (values[row * classes + one] ?? 0) / temperature);
    }
    let sum = 0;
    for (let one = 0; one < classes; one++) {
      sum += Math.exp((values[row * classes + one] ?? 0) / temperature - most);
    }
    return -temperature * (most + Math.log(sum));
  });
}
