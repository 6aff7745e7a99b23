/** What charts there are, from the names of metrics (`engines/train/events.ts`). */

/** In the order in which a chart names them. */
const parts = ['training', 'validation', 'test'] as const;
export type Part = (typeof parts)[number];

export interface CurveName {
  /** The series' own name. */
  readonly name: string;
  readonly part: Part;
  /** Without its part; of a firing rate its layer. */
  readonly metric: string;
}

export interface ChartSpec {
  readonly kind: 'metric' | 'step-size' | 'firing';
  /** Tells the charts of a page apart. */
  readonly key: string;
  readonly curves: readonly CurveName[];
}

/** Metrics beyond these many are in the table only: nobody looks at more charts, and each has a canvas. */
export const MOST_CHARTS = 24;

const FIRING = 'firing-rate/';
const stepSizes: readonly string[] = ['learning-rate', 'effective-step'];

/** One chart a metric, the loss first, then accuracy and its kin; one for the size of steps; one for all firing rates. */
export function chartSpecs(names: readonly string[]): readonly ChartSpec[] {
  const metrics = new Map<string, CurveName[]>([
    ['loss', []],
    ['accuracy', []],
  ]);
  const sizes: CurveName[] = [];
  const firing: CurveName[] = [];
  for (const name of names) {
    const layer = firingLayer(name);
    if (layer !== undefined) {
      firing.push({ name, part: 'validation', metric: layer });
    } else if (stepSizes.includes(name)) {
      sizes.push({ name, part: 'training', metric: name });
    } else {
      const curve = splitName(name);
      metrics.set(curve.metric, [...(metrics.get(curve.metric) ?? []), curve]);
    }
  }
  const charts: readonly ChartSpec[] = [
    ...[...metrics].map(([metric, curves]) => ({
      kind: 'metric' as const,
      key: `metric ${metric}`,
      curves: curves.sort((a, b) => parts.indexOf(a.part) - parts.indexOf(b.part)),
    })),
    { kind: 'step-size', key: 'step-size', curves: sizes },
    { kind: 'firing', key: 'firing', curves: firing },
  ];
  return charts.filter(({ curves }) => curves.length > 0);
}

/** Whose firing rate a curve is; undefined where it is none. */
export const firingLayer = (name: string): string | undefined =>
  name.startsWith(FIRING) ? name.slice(FIRING.length) : undefined;

/** The part and the metric of a curve by its name. */
export function splitName(name: string): CurveName {
  const [, part, metric] = /^(validation|test)\/(.+)$/s.exec(name) ?? [];
  return part === undefined || metric === undefined
    ? { name, part: 'training', metric: name }
    : { name, part: part === 'test' ? 'test' : 'validation', metric };
}
