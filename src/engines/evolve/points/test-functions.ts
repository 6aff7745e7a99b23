/** Functions with their least value, 0, at the origin (rosenbrock: at ones), by name; x is of any dimension from 2. */
export const testFunctions = {
  sphere: (x: Float64Array): number => x.reduce((sum, value) => sum + value * value, 0),
  ellipsoid: (x: Float64Array): number =>
    x.reduce((sum, value, i) => sum + 10 ** ((6 * i) / (x.length - 1)) * value * value, 0),
  rosenbrock: (x: Float64Array): number =>
    x.subarray(1).reduce((sum, next, i) => {
      const value = x[i] ?? 0;
      return sum + 100 * (next - value * value) ** 2 + (1 - value) ** 2;
    }, 0),
  rastrigin: (x: Float64Array): number =>
    x.reduce((sum, value) => sum + 10 + value * value - 10 * Math.cos(2 * Math.PI * value), 0),
} as const;
