import { problem } from '../../src/base/errors.js';
import { randomStream } from '../../src/base/random.js';
import type { EvolveBegun, GenerationRecord, IndividualRecord, RivalRecord } from '../../src/engines/evolve/events.js';
import type { EmittedEvent, RunEvent } from '../../src/protocol/events.js';
import { asLog } from './stability-log.js';

export interface EvolveLogOptions {
  readonly individuals?: EvolveBegun['individuals'];
  readonly size?: number;
  readonly generations?: number;
  /** Each generation is drawn from a distribution, as by CMA-ES: no parents, and nobody lives on. */
  readonly isDistribution?: boolean;
  readonly parts?: EvolveBegun['parts'];
  /** How many generations are over: all, unless a run is still on its way. */
  readonly done?: number;
  readonly seed?: number;
  /** How much of what fitness wins is lost on the other parts from the middle on; 0: they go together. */
  readonly parting?: number;
}

const GENES = ['math/weight', 'math/density', 'code/weight', 'code/density', 'lambda'];
const MODELS = ['math', 'code', 'german', 'chat'];

export function evolveBegun(changes: Partial<EvolveBegun> = {}): EvolveBegun {
  return {
    type: 'evolve/begun',
    individuals: 'merges',
    algorithm: 'de',
    method: 'ties',
    scoresPopulation: false,
    isSynchronous: true,
    size: 4,
    generations: 10,
    metric: 'accuracy',
    maximize: true,
    parts: ['fitness', 'validation', 'test'],
    genes: GENES.map((name) => ({ name, from: 0, to: name === 'lambda' ? 2 : 1 })),
    ...changes,
  };
}

export function individual(changes: Partial<IndividualRecord> = {}): IndividualRecord {
  return {
    type: 'evolve/individual',
    id: 0,
    generation: 0,
    slot: 0,
    donor: [],
    isAccepted: true,
    isRemembered: false,
    seconds: 1.5,
    ...changes,
  };
}

export function generation(changes: Partial<GenerationRecord> = {}): GenerationRecord {
  return {
    type: 'evolve/generation',
    generation: 0,
    population: [],
    trials: 0,
    accepted: 0,
    evaluations: 0,
    isRestart: false,
    ...changes,
  };
}

/** What an evolution would say: scores that rise and slow down, a few trials that fail, a test part that is no better. */
export function evolveLog(options: EvolveLogOptions = {}): {
  readonly events: readonly RunEvent[];
  readonly dense: ReadonlyMap<string, Float32Array>;
} {
  const { individuals = 'merges', size = 12, generations = 30, isDistribution = false, seed = 1 } = options;
  const { parts = ['fitness', 'validation', 'test'], done = generations, parting = 0.6 } = options;
  const stream = randomStream(seed, 'test/evolve-log');
  let index = 0;
  const random = (): number => stream.uniform(index++);
  const begun = evolveBegun({
    individuals,
    size,
    generations,
    parts: [...parts],
    algorithm: isDistribution ? 'cma-es' : individuals === 'checkpoints' ? 'cade' : 'de',
    ...(individuals === 'checkpoints' ? { genes: [] } : {}),
  });
  const events: EmittedEvent[] = [
    { type: 'started', kind: 'evolve', name: 'evolve three models', seed, backend: 'plain' },
    begun,
  ];
  const level = (at: number): number => 0.55 + 0.3 * (1 - Math.exp(-at / (0.3 * generations)));
  const around = (score: number, half = 0.02): { readonly low: number; readonly high: number } => ({
    low: score - half,
    high: score + half,
  });
  let id = -1;
  let population: IndividualRecord[] = [];
  let best: IndividualRecord | undefined;
  for (let at = 0; at <= done; at += 1) {
    const [scale, rate] = [0.5 + 0.3 * Math.cos((Math.PI * at) / generations), 0.9 - (0.5 * at) / generations];
    const before = population;
    population = [...before];
    let accepted = 0;
    for (let slot = 0; slot < size; slot += 1) {
      id += 1;
      const isFailed = at > 0 && random() < 0.02;
      const parent = isDistribution ? undefined : before[slot];
      const pick = (): number => before[Math.floor(random() * size)]?.id ?? 0;
      const score = level(at) - 0.18 * random() ** 1.5 - 0.02 * random();
      const isAccepted =
        !isFailed && (at === 0 || isDistribution ? at === 0 || score > level(at) - 0.06 : score > (parent?.score ?? 0));
      const record = individual({
        id,
        generation: at,
        slot,
        ...(at === 0 && individuals === 'checkpoints' ? { label: MODELS[slot % MODELS.length] ?? '' } : {}),
        ...(parent === undefined ? {} : { parent: parent.id }),
        donor:
          parent === undefined
            ? []
            : [
                { factor: 1, plus: pick() },
                { factor: scale, plus: pick(), minus: pick() },
              ],
        ...(at === 0 || isDistribution ? {} : { scale, rate, crossed: rate }),
        ...(individuals === 'checkpoints' ? {} : { values: begun.genes.map(({ to }) => random() * to) }),
        ...(isFailed
          ? { problems: [problem('disk-full', {}, { file: '/tmp/candidate' })] }
          : { score, interval: around(score), scores: { f1: score - 0.05 } }),
        isAccepted,
        isRemembered: random() < 0.05,
        seconds: 1 + random(),
      });
      events.push(record);
      if (isAccepted) {
        accepted += 1;
        population[slot] = record;
      }
      if (!isFailed && score > (best?.score ?? 0)) {
        best = record;
      }
    }
    const scored = population.flatMap((one) => one.score ?? []);
    const bestScore = best?.score ?? 0;
    const lost = parting * Math.max(0, bestScore - level(generations / 4));
    const validation = bestScore - 0.04 - 2 * lost;
    events.push(
      generation({
        generation: at,
        population: isDistribution ? [] : population.map((one) => one.id),
        ...(best === undefined ? {} : { best: best.id }),
        bestScore,
        interval: around(bestScore),
        meanScore: scored.reduce((sum, one) => sum + one, 0) / Math.max(1, scored.length),
        diversity: 0.4 * Math.exp(-at / generations),
        ...(at === 0 ? {} : { scale, rate }),
        trials: at === 0 ? 0 : size,
        accepted: at === 0 ? 0 : accepted,
        evaluations: id + 1,
        ...(parts.includes('validation') ? { validation, validationInterval: around(validation, 0.03) } : {}),
      }),
      { type: 'progress', done: at, total: generations, unit: 'generations' },
    );
  }
  if (done === generations && best !== undefined) {
    events.push(
      { type: 'evolve/chosen', individuals: [best.id], reason: 'generations' },
      ...rivals(parts, best.score ?? 0),
      { type: 'result', output: '/models/evolved', figures: [{ name: 'fitness', value: best.score ?? 0 }] },
    );
  }
  return { events: asLog(...events), dense: new Map() };
}

function rivals(parts: EvolveBegun['parts'], best: number): readonly RivalRecord[] {
  const rival = (role: RivalRecord['role'], [fitness, held]: readonly [number, number]): RivalRecord => ({
    type: 'evolve/rival',
    role,
    label: role === 'member' ? 'math' : '',
    values: role === 'tuned' ? { lambda: 0.65 } : {},
    scores: parts.map((part) => {
      const score = part === 'fitness' ? fitness : held;
      return { part, score, interval: { low: score - 0.03, high: score + 0.03 } };
    }),
    ...(role === 'result'
      ? {}
      : {
          gains: parts.map((part) => {
            const gain = part === 'fitness' ? best - fitness : best - 0.12 - held;
            return { part, gain, interval: { low: gain - 0.025, high: gain + 0.025 } };
          }),
        }),
  });
  return [
    rival('member', [best - 0.18, best - 0.2]),
    rival('average', [best - 0.1, best - 0.13]),
    rival('merge', [best - 0.08, best - 0.11]),
    rival('tuned', [best - 0.03, best - 0.07]),
    rival('result', [best, best - 0.12]),
  ];
}
