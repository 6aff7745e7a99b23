import { problem, type Problem } from '../../base/errors.js';
import type { EvolveState, JudgedRival } from './evolve-state.js';
import type { EvolveSpec } from './spec/schema.js';

/** What its user should know of a result besides its scores (spec, section 6). */
export function remarksOn(
  spec: EvolveSpec,
  { evaluations, validation, best }: EvolveState,
  { rivals, maximize }: { readonly rivals: readonly JudgedRival[]; readonly maximize: boolean },
): readonly Problem[] {
  if (best === undefined || spec.individuals.type === 'points') {
    return [];
  }
  const parted = validation === undefined ? [] : partedSince(validation, { fitness: best.score.score, maximize });
  const part = spec.test !== undefined ? 'test' : spec.validation !== undefined ? 'validation' : 'fitness';
  const unbeaten = rivals
    .filter(({ isBeaten, record }) => record.role !== 'result' && isBeaten[part] === false)
    .map(({ record }) => ({ role: record.role, label: record.label }));
  return [
    ...parted,
    ...(unbeaten.length === 0 ? [] : [problem('evolve-no-better', { part, rivals: unbeaten }, {}, 'warning')]),
    problem('evolve-chosen-by-fitness', { evaluations }, {}, 'warning'),
  ];
}

/** Fitness got better since the validation score was best, which has not. */
function partedSince(
  { peak, score }: NonNullable<EvolveState['validation']>,
  { fitness, maximize }: { readonly fitness: number; readonly maximize: boolean },
): readonly Problem[] {
  if (score === undefined) {
    return [];
  }
  const sign = maximize ? 1 : -1;
  const fitter = sign * (fitness - peak.fitness);
  const changed = sign * (score.score - peak.score);
  const args = { fitness: fitter, validation: changed, generation: peak.generation };
  return fitter > 0 && changed <= 0 ? [problem('evolve-parted', args, {}, 'warning')] : [];
}
