import type { ProblemName } from './problems.js';
import type { SearchName } from './searches.js';

type Row = Readonly<Record<ProblemName, number>>;

/** Medians over 7 seeds of independent implementations of the same algorithms at the same budget (the specification's table). */
export const anchors: Readonly<Partial<Record<SearchName, Row>>> = {
  DE: { sphere: 5e-7, ellipsoid: 2e-3, rosenbrock: 6.9, rastrigin: 36 },
  CADE: { sphere: 5e-7, ellipsoid: 1.6e-3, rosenbrock: 6.6, rastrigin: 13 },
  jDE: { sphere: 3e-7, ellipsoid: 6e-4, rosenbrock: 6.7, rastrigin: 6.9 },
  SHADE: { sphere: 1.6e-9, ellipsoid: 2.2e-5, rosenbrock: 4.6, rastrigin: 5.8 },
};

/** Where a median must lie, relative to the anchor: a decade (CADE: two), or half to one and a half. */
export function borders(name: SearchName, problem: ProblemName): readonly [number, number] {
  if (problem === 'rosenbrock' || problem === 'rastrigin') {
    return [0.5, 1.5];
  }
  return name === 'CADE' ? [0.01, 100] : [0.1, 10];
}

/**
 * What our CMA-ES must come below: pycma stops at about 1e-15 where it converges; on rastrigin it ends in one of many local
 * optima, one and a half times 15.
 */
export const cmaLimits: Row = { sphere: 1e-14, ellipsoid: 1e-13, rosenbrock: 1e-4, rastrigin: 22.5 };
