import { memberOf, type Trial } from './differential-evolution.js';
import { donorTerms } from './donors.js';
import { drawInteger, drawNormal, type Draws } from './draws.js';
import type { Fitness, Space } from './space.js';

export interface ShadeSettings {
  /** H: entries of the memory of rates. */
  readonly memory: number;
  /** Largest share of the population that the donor's best member is drawn from. */
  readonly largestShare: number;
}

export interface ShadeState<Individual> {
  readonly generation: number;
  readonly population: readonly Individual[];
  readonly fitness: readonly number[];
  /** M_F and M_CR. */
  readonly scales: readonly number[];
  readonly rates: readonly number[];
  /** k: the entry that is written next. */
  readonly next: number;
  /** Parents that were replaced by better ones. */
  readonly archive: readonly Individual[];
}

const START = 0.5;
const SPREAD = 0.1;

/** The state before the first generation. */
export function beginShade<Individual>(
  population: readonly Individual[],
  fitness: readonly number[],
  { memory }: ShadeSettings,
): ShadeState<Individual> {
  const entries = Array.from({ length: memory }, () => START);
  return { generation: 0, population, fitness, scales: entries, rates: entries, next: 0, archive: [] };
}

/**
 * One generation of SHADE (Tanabe and Fukunaga 2013): current-to-pbest/1 with an archive and a memory of what worked. Trials
 * are built from the old population, but from the archive as it is by then, so they are scored one after the other.
 */
export async function evolveShade<Individual>(
  state: ShadeState<Individual>,
  settings: ShadeSettings,
  { space, evaluate, draws, onTrial }: ShadeOptions<Individual>,
): Promise<ShadeState<Individual>> {
  const { population, fitness } = state;
  const order = fitness.map((_, index) => index).sort((a, b) => (fitness[a] ?? 0) - (fitness[b] ?? 0) || a - b);
  const archive = [...state.archive];
  const next = { population: [...population], fitness: [...fitness] };
  const worked: Worked[] = [];
  for (const [index, parent] of population.entries()) {
    const trial = makeTrial(index, { state, archive, order }, { settings, space, draws });
    const [score = Number.NaN] = await evaluate([trial.individual]);
    const own = fitness[index] ?? Number.POSITIVE_INFINITY;
    if (score < own) {
      archive.push(parent);
      // Who had no fitness at all tells nothing of how good the rates are.
      worked.push(...(Number.isFinite(own) ? [{ scale: trial.scale, rate: trial.rate, gain: own - score }] : []));
    }
    const isAccepted = score <= own && score < Number.POSITIVE_INFINITY;
    if (isAccepted) {
      next.population[index] = trial.individual;
      next.fitness[index] = score;
    }
    onTrial?.({ ...trial, index, fitness: score, isAccepted });
  }
  while (archive.length > population.length) {
    archive.splice(drawInteger(draws, archive.length), 1);
  }
  return { ...remembered(state, worked, settings), ...next, generation: state.generation + 1, archive };
}

interface ShadeOptions<Individual> {
  readonly space: Space<Individual>;
  readonly evaluate: Fitness<Individual>;
  readonly draws: Draws;
  /** Told of every trial, as soon as it is scored. Of its parents those from the population are named. */
  readonly onTrial?: (trial: Trial<Individual>) => void;
}

/** Rates that made a trial better than its parent, and by how much. */
interface Worked {
  readonly scale: number;
  readonly rate: number;
  readonly gain: number;
}

/** Draws, in this order: the memory's entry, CR, F, the share of the best, the best, r1, r2, the crossover, the index. */
function makeTrial<Individual>(
  index: number,
  {
    state,
    archive,
    order,
  }: {
    readonly state: ShadeState<Individual>;
    readonly archive: readonly Individual[];
    readonly order: readonly number[];
  },
  {
    settings,
    space,
    draws,
  }: { readonly settings: ShadeSettings; readonly space: Space<Individual>; readonly draws: Draws },
): Pick<Trial<Individual>, 'individual' | 'parents' | 'scale' | 'rate'> {
  const { population } = state;
  const size = population.length;
  const entry = drawInteger(draws, settings.memory);
  const rate = Math.min(1, Math.max(0, (state.rates[entry] ?? START) + SPREAD * drawNormal(draws)));
  const scale = drawScale(state.scales[entry] ?? START, draws);
  const smallest = 2 / size;
  const share = smallest + (Math.max(settings.largestShare, smallest) - smallest) * draws.next();
  const pbest = order[drawInteger(draws, Math.max(1, roundHalfEven(share * size)))] ?? 0;
  const r1 = skipping(drawInteger(draws, size - 1), [index]);
  const r2 = skipping(drawInteger(draws, size + archive.length - 2), [index, r1]);
  const current = memberOf(population, index);
  const other = r2 < size ? memberOf(population, r2) : memberOf(archive, r2 - size);
  const donor = donorTerms('current-to-pbest/1', {
    current,
    drawn: [memberOf(population, r1), other],
    pbest: memberOf(population, pbest),
    scale,
  });
  return {
    scale,
    rate,
    parents: r2 < size ? [pbest, r1, r2] : [pbest, r1],
    individual: space.cross(current, donor, { crossover: 'binomial', rate, forced: 'after', draws }),
  };
}

/** From Cauchy's distribution around an entry, drawn anew while not positive, at most 1. */
function drawScale(middle: number, draws: Draws): number {
  for (;;) {
    const scale = middle + SPREAD * Math.tan(Math.PI * (draws.next() - 0.5));
    if (scale > 0) {
      return Math.min(scale, 1);
    }
  }
}

/** The `place`-th of 0, 1, … that aren't left out. */
function skipping(place: number, leftOut: readonly number[]): number {
  return [...leftOut].sort((a, b) => a - b).reduce((at, one) => (at >= one ? at + 1 : at), place);
}

/** Of two whole numbers that are equally near, the even one. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest === 0.5 ? below + (below % 2) : Math.round(value);
}

/** M_F[k] = sum w F^2 / sum w F; M_CR[k] = sum w CR; w = gain / sum of gains. Nothing changes where nothing worked. */
function remembered<Individual>(
  { scales, rates, next }: ShadeState<Individual>,
  worked: readonly Worked[],
  { memory }: ShadeSettings,
): Pick<ShadeState<Individual>, 'scales' | 'rates' | 'next'> {
  if (worked.length === 0) {
    return { scales, rates, next };
  }
  const total = worked.reduce((sum, { gain }) => sum + gain, 0);
  const mean = (of: (one: Worked) => number): number =>
    worked.reduce((sum, one) => sum + (one.gain / total) * of(one), 0);
  const scale = mean((one) => one.scale ** 2) / mean((one) => one.scale);
  const rate = mean((one) => one.rate);
  return { scales: scales.with(next, scale), rates: rates.with(next, rate), next: (next + 1) % memory };
}
