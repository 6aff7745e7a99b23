/** Dimensions of the analytic functions. */
export const DIMENSIONS = 10;

export type ProblemName = 'sphere' | 'ellipsoid' | 'rosenbrock' | 'rastrigin';

/** Functions whose least value is 0 (the same in peer.py), as plain loops: their cost lies within what is measured. */
export const problems: Readonly<Record<ProblemName, (x: Float64Array) => number>> = {
  sphere(x) {
    let sum = 0;
    for (const value of x) {
      sum += value * value;
    }
    return sum;
  },
  ellipsoid(x) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      sum += 10 ** ((6 * i) / (x.length - 1)) * (x[i] ?? 0) ** 2;
    }
    return sum;
  },
  rosenbrock(x) {
    let sum = 0;
    for (let i = 1; i < x.length; i++) {
      const before = x[i - 1] ?? 0;
      sum += 100 * ((x[i] ?? 0) - before * before) ** 2 + (1 - before) ** 2;
    }
    return sum;
  },
  rastrigin(x) {
    let sum = 10 * x.length;
    for (const value of x) {
      sum += value * value - 10 * Math.cos(2 * Math.PI * value);
    }
    return sum;
  },
};

export const problemNames = Object.keys(problems) as readonly ProblemName[];
