import type { IndividualRecord } from '../../src/engines/evolve/events.js';
import { createColourScale } from '../shared/colour-scale.js';
import type { ColourScale } from '../shared/colour-scale.js';
import type { Theme } from '../shared/theme.js';

/** Scores to colours: the better, the stronger. */
export interface FitnessScale {
  /** Over positions: what is better is greater, whatever the metric's direction. */
  readonly scale: ColourScale;
  /** Whether powers of ten are as far from each other as the others. */
  readonly isLogarithmic: boolean;
  /** Scores worse than the scale's lower end have its colour. */
  readonly isCut: boolean;
  colour(score: number): string;
  /** Where a score lies on the scale. */
  position(score: number): number;
  /** The score at a position of the scale. */
  scoreAt(position: number): number;
}

/** So many scores are looked at to find the ends of the scale. */
const SAMPLE = 4000;
/** The worst scores, which may lie anywhere, don't stretch the scale. */
const CUT = 0.05;
/** Positive scores whose ends are so many times apart are told by their powers of ten. */
const LOGARITHMIC_FROM = 1000;
/** Discs stand alone on the page: the worst has so much of the hue. */
const LOWEST = 0.35;

export function createFitnessScale(
  theme: Theme,
  individuals: readonly IndividualRecord[],
  maximize: boolean,
): FitnessScale {
  const stride = Math.max(1, Math.floor(individuals.length / SAMPLE));
  let [best, worst] = [Number.NaN, Number.NaN];
  const sample: number[] = [];
  individuals.forEach(({ score }, i) => {
    if (score !== undefined) {
      best = !(maximize ? best >= score : best <= score) ? score : best;
      worst = !(maximize ? worst <= score : worst >= score) ? score : worst;
      if (i % stride === 0) {
        sample.push(score);
      }
    }
  });
  const isLogarithmic = Math.min(best, worst) > 0 && Math.max(best, worst) / Math.min(best, worst) >= LOGARITHMIC_FROM;
  const sign = maximize ? 1 : -1;
  const position = (score: number): number => sign * (isLogarithmic ? Math.log10(score) : score);
  const positions = sample.map(position).sort((a, b) => a - b);
  const [lowest, top] = [positions[0] ?? 0, Number.isNaN(best) ? 1 : position(best)];
  const low = Math.min(positions[Math.floor(CUT * positions.length)] ?? 0, top);
  const isFlat = !(top > low);
  const scale = createColourScale(theme, {
    domain: isFlat ? [low - 1, low] : [low, top],
    diverging: false,
    exact: true,
    lowest: LOWEST,
  });
  return {
    scale,
    isLogarithmic,
    isCut: !isFlat && lowest < low,
    position,
    colour: (score) => scale.fill(position(score)),
    scoreAt: (at) => (isLogarithmic ? 10 ** (sign * at) : sign * at),
  };
}
